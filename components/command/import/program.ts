// A program of Pulumi's from a source of services.
import { checkBeside, type Routing, type Site, type Surroundings } from "../../labels";
import { type Code, list, raw } from "../code/code";
import { type LabelSet, labelSet } from "../compose/labels";
import { recordOf } from "../compose/merge";
import { fieldOf, type Located, textOf } from "../compose/tree";
import { carryEntry } from "./entry";
import { isStock } from "./entry/image";
import { type EntryTls, entryTls } from "./entry/tls";
import { attachments, type Networks, networksIn } from "./networks";
import { ProgramText, type Statement } from "./program-text";
import type { Remark } from "./remark";
import { leadsToOwn, neededModules, type ReadLabels, readLabels, withoutMistakes } from "./routing";
import { Configuration } from "./secrets";
import { carryContainer, carryRoute, withAddresses } from "./services";
import { dependenciesOf, type ImportOptions, isProxy, namesOf, type Source } from "./source";
import { Target } from "./target";
import { Names } from "./words";

/** A program that was made of a source. */
export interface Imported {
  /** The text of index.ts. */
  readonly text: string;
  readonly remarks: readonly Remark[];
  /** The labels that there were, with those that the program does not have. */
  readonly labels: readonly ReadLabels[];
  readonly configuration: Configuration;
  /** The prefix of the labels. */
  readonly prefix: string;
  /** How many services of each kind it has. */
  readonly proxied: readonly string[];
}

/** Makes a program of a source. */
export function importSource(source: Source, options: ImportOptions): Imported {
  return new Importer(source, options).run();
}

/** The parts of a service's labels that stay with it, and those for the entry point. */
interface Split {
  readonly own: readonly Site[];
  readonly forEntry: Routing;
}

class Importer {
  private readonly names;
  private readonly config = new Configuration();
  private readonly variables = new Names(["network", "entry", "config"]);
  private readonly remarks: Remark[] = [];
  private readonly prefix: string;

  constructor(
    private readonly source: Source,
    options: ImportOptions,
  ) {
    this.names = namesOf(source, options);
    const own = recordOf(fieldOf(this.proxy()?.node, "environment")).get(
      "CADDY_DOCKER_LABEL_PREFIX",
    );
    this.prefix = textOf(own?.node) ?? options.prefix;
  }

  run(): Imported {
    const { labels, needed } = this.readAll();
    const splits = new Map(
      labels.map((each) => [each.set.service, split(each.routing, this.isProxy(each.set))]),
    );
    const routed = new Set(
      [...splits].filter(([, { own }]) => own.length > 0).map(([name]) => name),
    );
    const networks = networksIn(this.source, this.names, routed, this.variables);
    const tls = entryTls(
      [...splits.values()].flatMap(({ own, forEntry }) => [...own, ...(forEntry.sites ?? [])]),
    );
    const shared = together([...splits.values()].map(({ forEntry }) => forEntry));
    const services = this.services(splits, networks, tls, routed);
    const entry = this.entry(shared, tls, needed, networks, services);
    const mistakes = labels.flatMap(({ set, mistakes: found }) =>
      found.map(
        (each): Remark => ({
          ...{
            place: each.place,
            service: set.service,
            key: each.label,
            message: each.message,
            left: true,
          },
        }),
      ),
    );
    if (this.source.refusal !== undefined) this.remarks.push(this.refused(this.source.refusal));
    const all = [...this.remarks, ...mistakes].sort(byLine);
    const text = new ProgramText(
      this.source.file,
      this.config,
      networks,
      entry,
      services,
      mistakes,
    ).write();
    return {
      text,
      remarks: all,
      labels,
      configuration: this.config,
      prefix: this.prefix,
      proxied: [...routed],
    };
  }

  private refused(reason: string): Remark {
    const place = { file: this.source.file, line: 1, column: 1 };
    const message = `docker compose config refuses it: ${reason}. The files were read without it.`;
    return { place, message, left: false };
  }

  private proxy(): { name: string; node: Located } | undefined {
    const [found] = [...this.source.services].filter(([, { node }]) => isProxy(node));
    return found === undefined ? undefined : { name: found[0], node: found[1].node };
  }

  private isProxy({ service }: LabelSet): boolean {
    return this.proxy()?.name === service;
  }

  /** The labels of all services without their mistakes, and the modules that they need. */
  private readAll() {
    const sets = [...this.source.services].flatMap(([service, { node }]) =>
      [fieldOf(node, "labels"), fieldOf(node, "deploy", "labels")].flatMap(
        (each) => labelSet(service, each, this.prefix) ?? [],
      ),
    );
    const read = sets.map((set) => readLabels(set, this.prefix));
    const bare = surroundingsOf(
      read.map(({ routing }) => routing),
      { modules: [], directives: [] },
    );
    const none = { modules: [], directives: [] };
    const needed = isStock(this.proxy()?.node)
      ? none
      : neededModules(
          read.map(({ routing }) => routing),
          bare,
        );
    const around = { ...bare, ...needed };
    const labels: ReadLabels[] = [];
    for (const each of read)
      labels.push(this.besides(withoutMistakes(each, around, this.prefix), labels));
    return { labels, needed };
  }

  /** The labels without the sites that others dispute. */
  private besides(each: ReadLabels, earlier: readonly ReadLabels[]): ReadLabels {
    const asContainer = ({ set, routing }: ReadLabels) => ({ name: set.service, routing });
    const problems = checkBeside(asContainer(each), earlier.map(asContainer));
    if (problems.length === 0) return each;
    const [place] = each.set.places.values();
    const mistakes = problems.map((message) => ({
      message,
      place: place ?? { file: "", line: 1, column: 1 },
    }));
    const disputed = (site: Site) =>
      problems.some((problem) =>
        site.addresses.some((address) => problem.includes(`site ${JSON.stringify(address)}`)),
      );
    const sites = (each.routing.sites ?? []).filter((site) => !disputed(site));
    return {
      ...each,
      routing: { ...each.routing, sites },
      mistakes: [...each.mistakes, ...mistakes],
    };
  }

  private services(
    splits: ReadonlyMap<string, Split>,
    networks: Networks,
    tls: EntryTls,
    routed: ReadonlySet<string>,
  ): Statement[] {
    const others = [...this.source.services].filter(([name]) => name !== this.proxy()?.name);
    const variables = new Map(others.map(([name]) => [name, this.variables.take(name, "Service")]));
    const statements = new Map<string, Statement>();
    for (const [name, { node, key }] of others) {
      const to = new Target(name, this.names, this.config);
      const proxied = routed.has(name);
      if (proxied) to.set("entry", raw("entry"));
      carryContainer(node, to, this.prefix);
      if (proxied) carryRoute(splits.get(name)?.own ?? [], to, tls);
      const joined = attachments(name, node, networks, proxied, this.source, routed);
      if (joined.length > 0) to.set("networks", list(joined));
      if (!to.args.has("image") && !to.args.has("build"))
        to.left(key, "image", "a service needs image or build.");
      this.remarks.push(...to.remarks);
      statements.set(name, {
        name,
        component: proxied ? "ProxiedService" : "Service",
        variable: variables.get(name) ?? name,
        args: to.args,
        after: dependenciesOf(node).filter((each) => variables.has(each)),
        remarks: to.remarks,
      });
    }
    return ordered([...statements.values()], (statement) =>
      this.upstreamsOf(statement, statements),
    );
  }

  /** The services that a service's sites name as their upstreams. */
  private upstreamsOf(statement: Statement, all: ReadonlyMap<string, Statement>): string[] {
    const found: string[] = [];
    for (const argument of ROUTE_ARGUMENTS) {
      const code = statement.args.get(argument);
      if (code === undefined) continue;
      withAddresses(code, (host) => {
        const other = [...all.values()].find(
          (each) => each.component === "ProxiedService" && this.hostsOf(each.name).includes(host),
        );
        if (other !== undefined && other.name !== statement.name) found.push(other.name);
        return undefined;
      });
    }
    return found;
  }

  private hostsOf(name: string): string[] {
    const container = textOf(fieldOf(this.source.services.get(name)?.node, "container_name"));
    return container === undefined ? [name] : [name, container];
  }

  private entry(
    shared: Routing,
    tls: EntryTls,
    needed: Parameters<typeof carryEntry>[4],
    networks: Networks,
    services: readonly Statement[],
  ): Statement {
    const proxy = this.proxy();
    const to = new Target(proxy?.name ?? this.source.file, this.names, this.config);
    carryEntry(to, proxy?.node, shared, tls, needed, this.prefix);
    if (networks.proxy === undefined && proxy === undefined) {
      to.note(
        { file: this.source.file, line: 1, column: 1 },
        "networks",
        "the source has no network of the proxy: the program has proxy_net.",
      );
    }
    this.remarks.push(
      ...to.remarks,
      ...[...networks.others.values()].flatMap(({ remarks }) => remarks),
    );
    for (const statement of services) {
      for (const argument of ROUTE_ARGUMENTS) {
        const code = statement.args.get(argument);
        if (code !== undefined)
          statement.args.set(
            argument,
            withAddresses(code, (host, port) => this.address(host, port, statement, services)),
          );
      }
    }
    const routing = to.args.get("routing");
    if (routing !== undefined)
      to.args.set(
        "routing",
        withAddresses(routing, (host, port) => this.address(host, port, undefined, services)),
      );
    return {
      name: "caddy",
      component: "CaddyProxy",
      variable: "entry",
      args: to.args,
      after: [],
      remarks: to.remarks,
    };
  }

  /** The code that leads to a service behind the entry point, from a site of another one. */
  private address(
    host: string,
    port: number,
    from: Statement | undefined,
    services: readonly Statement[],
  ): Code | undefined {
    const other = services.find(
      (each) => each.component === "ProxiedService" && this.hostsOf(each.name).includes(host),
    );
    if (other === undefined) return undefined;
    const earlier = from !== undefined && services.indexOf(other) < services.indexOf(from);
    if (earlier && other.args.get("port") === port) {
      other.named = true;
      return raw(`${other.variable}.upstream`);
    }
    return raw(`\`${other.name}.\${pulumi.getStack()}.\${pulumi.getProject()}:${port}\``);
  }
}

/** Arguments with addresses of upstreams. */
const ROUTE_ARGUMENTS = ["sites", "forwardAuth"];

/** Sites of a service's own, and what is for the entry point. */
function split({ global, snippets, routes, sites = [] }: Routing, isProxy: boolean): Split {
  const own = isProxy || !sites.some(leadsToOwn) ? [] : sites;
  return { own, forEntry: { global, snippets, routes, sites: own.length > 0 ? [] : sites } };
}

function together(routings: readonly Routing[]): Routing {
  return {
    global: routings.flatMap(({ global = [] }) => global),
    snippets: routings.flatMap(({ snippets = [] }) => snippets),
    routes: routings.flatMap(({ routes = [] }) => routes),
    sites: routings.flatMap(({ sites = [] }) => sites),
  };
}

function surroundingsOf(
  routings: readonly Routing[],
  needed: Pick<Surroundings, "modules" | "directives">,
): Surroundings {
  const { global, snippets, routes } = together(routings);
  return { global, snippets, routes, ...needed };
}

/** Statements in an order in which each stands behind those that it waits for, as far as there is one. */
function ordered(
  statements: readonly Statement[],
  upstreams: (statement: Statement) => string[],
): Statement[] {
  const found: Statement[] = [];
  const open = new Set<string>();
  const visit = (statement: Statement) => {
    if (found.includes(statement) || open.has(statement.name)) return;
    open.add(statement.name);
    for (const name of [...statement.after, ...upstreams(statement)]) {
      const before = statements.find((each) => each.name === name);
      if (before !== undefined) visit(before);
    }
    open.delete(statement.name);
    found.push(statement);
  };
  for (const statement of statements) visit(statement);
  return found;
}

function byLine({ place: a }: Remark, { place: b }: Remark): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
