// The services of a source as statements of the program.
import { list, raw } from "../code/code";
import { Addresses } from "./addresses";
import type { EntryTls } from "./entry/tls";
import type { Split } from "./labelled";
import { attachments, type Networks } from "./networks";
import type { Statement } from "./program-text";
import type { Configuration } from "./secrets";
import { carryContainer, carryRoute } from "./services";
import { dependenciesOf, proxyOf, type Source } from "./source";
import { type ProjectNames, Target } from "./target";
import type { Names } from "./words";

/** What the statements of services depend on. */
export interface ServiceSurroundings {
  readonly source: Source;
  readonly names: ProjectNames;
  readonly config: Configuration;
  readonly variables: Names;
  readonly networks: Networks;
  readonly splits: ReadonlyMap<string, Split>;
  /** How the entry point gets certificates. */
  readonly tls: EntryTls;
  /** The prefix of the labels. */
  readonly prefix: string;
}

/** The names of the services behind the proxy. */
export function routedIn(splits: ReadonlyMap<string, Split>): ReadonlySet<string> {
  return new Set([...splits].filter(([, { own }]) => own.length > 0).map(([name]) => name));
}

/** The statements of all services but the proxy, each behind those that it waits for. */
export function serviceStatements(around: ServiceSurroundings): Statement[] {
  const { source, names, config, variables, networks, splits, tls, prefix } = around;
  const proxy = proxyOf(source)?.name;
  const others = [...source.services].filter(([name]) => name !== proxy);
  const variableOf = new Map(others.map(([name]) => [name, variables.take(name, "Service")]));
  const routed = routedIn(splits);
  const statements = others.map(([name, { node, key }]): Statement => {
    const to = new Target(name, names, config);
    const proxied = routed.has(name);
    if (proxied) to.set("entry", raw("entry"));
    carryContainer(node, to, prefix);
    if (proxied) carryRoute(splits.get(name)?.own ?? [], to, tls);
    const joined = attachments(name, node, networks, proxied, source, routed);
    if (joined.length > 0) to.set("networks", list(joined));
    if (!to.args.has("image") && !to.args.has("build"))
      to.left(key, "image", "a service needs image or build.");
    return {
      ...{ name, args: to.args, remarks: to.remarks, variable: variableOf.get(name) ?? name },
      component: proxied ? "ProxiedService" : "Service",
      after: dependenciesOf(node).filter((each) => variableOf.has(each)),
    };
  });
  const addresses = new Addresses(source, statements);
  return ordered(statements, (statement) => addresses.namedBy(statement));
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
