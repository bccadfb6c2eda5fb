import { compare } from "./check/reach";
import type { ProgramContainer } from "./check/shared";
import { matcherDirectives } from "./matchers/words";
import { argumentText } from "./model/argument";
import type { Directive } from "./model/directive";
import type { Matcher } from "./model/matcher";
import type { Routing } from "./model/routing";

/** A route of requests through the entry point. */
export interface RouteOutline {
  /** The site's address: `shop.example.com`, `http://`; with TCP, name and port: `db.example.com:5432`, `:22`. */
  readonly host: string;
  /** The paths and other conditions of the requests; `*` for all others, `tcp` for what is no HTTP. */
  readonly path: string;
  /** The names of the other directives that handle them. */
  readonly features: readonly string[];
}

/** A route of a program, and the container that has it. */
export interface ProgramRoute extends RouteOutline {
  readonly container: string;
}

interface Way {
  readonly path: string;
  readonly features: readonly string[];
  /** The directive of the site that decides about the requests. */
  readonly claim?: Directive;
}

/** The routes of a container: one for each address and each directive that answers requests. */
export function outlineRoutes(routing: Routing): RouteOutline[] {
  return claimsOf(routing).map(({ host, path, features }) => ({ host, path, features }));
}

/** The routes of all containers, by hosts, and those of a host in the order in which Caddy tries them. */
export function outlineProgram(containers: readonly ProgramContainer[]): ProgramRoute[] {
  const all = containers.flatMap(({ name, routing }) =>
    claimsOf(routing).map((route) => ({ container: name, ...route })),
  );
  return all
    .sort((a, b) =>
      a.host === b.host ? compareClaims(a.claim, b.claim) : a.host < b.host ? -1 : 1,
    )
    .map(({ claim: _, ...route }) => route);
}

interface Claim extends Way {
  readonly host: string;
}

function claimsOf({ sites = [], global = [] }: Routing): Claim[] {
  const ofSites = sites.flatMap(({ addresses, directives }) =>
    addresses.flatMap((address) =>
      ways(directives, "*").map(({ features, ...way }) => ({
        ...way,
        host: argumentText(address),
        features: [...new Set(features)],
      })),
    ),
  );
  const servers = global.filter(({ name }) => name === "layer4").flatMap(({ block }) => block);
  return [...ofSites, ...servers.flatMap(tcpClaims)];
}

/** The routes of a server of the module layer4 that lead to services, by the names of clients' TLS. */
function tcpClaims({ name: address, block }: Directive): Claim[] {
  const leads = ({ name, block: handlers }: Directive) =>
    name === "route" && handlers.some((each) => each.name === "proxy");
  return block.filter(leads).flatMap(({ args: [matcher], block: handlers }) => {
    const [, , ...names] = block.find(({ name }) => name === matcher)?.args ?? [];
    const features = handlers.map(title).filter((each) => each !== "proxy");
    const hosts = names.length === 0 ? [""] : names.map(argumentText);
    return hosts.map((host) => ({ host: host + address, path: "tcp", features }));
  });
}

/** Directives before those without a claim, in Caddy's order and then in their own. */
function compareClaims(a: Directive | undefined, b: Directive | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  const [first, second] = [a, b].map(({ order }) => order ?? Number.MAX_SAFE_INTEGER);
  return compare(a, b) || (first ?? 0) - (second ?? 0);
}

/** Directives that hold others. */
const GROUPS: ReadonlySet<string> = new Set(["handle", "handle_path", "route"]);
/** Directives that answer requests. */
const ANSWERS: ReadonlySet<string> = new Set(
  "reverse_proxy php_fastcgi redir respond file_server abort error invoke metrics".split(" "),
);
/** Directives that the outline shows with their first argument. */
const TELLING: ReadonlySet<string> = new Set(["tls", "import", "invoke"]);

function ways(directives: readonly Directive[], path: string): Way[] {
  const answering = directives.filter(answers);
  const common = directives.filter((each) => !answers(each)).flatMap(features);
  if (answering.length === 0) return [{ path, features: common }];
  return answering.flatMap((each) => {
    const here = within(path, each.matcher);
    const inside = GROUPS.has(each.name)
      ? ways(each.block, here)
      : [{ path: here, features: each.name === "reverse_proxy" ? [] : [title(each)] }];
    return inside.map((way) => ({ ...way, claim: each, features: [...common, ...way.features] }));
  });
}

function answers({ name, block }: Directive): boolean {
  return ANSWERS.has(name) || (GROUPS.has(name) && block.some(answers));
}

/** A directive that does not answer requests, with its conditions. */
function features(target: Directive): string[] {
  if (GROUPS.has(target.name)) return target.block.flatMap(features);
  return target.matcher === undefined
    ? [title(target)]
    : [`${title(target)} ${conditions(target.matcher)}`];
}

function title({ name, args: [first] }: Directive): string {
  const told = TELLING.has(name) && first !== undefined;
  return told ? `${name} ${argumentText(first)}` : name;
}

function within(outer: string, matcher: Matcher | undefined): string {
  if (matcher === undefined) return outer;
  return outer === "*" ? conditions(matcher) : `${outer} > ${conditions(matcher)}`;
}

function conditions(matcher: Matcher): string {
  if (matcher.named !== undefined) return matcher.named;
  const { path = ["*"], ...others } = matcher;
  const words = matcherDirectives(others).map(({ name, args }) =>
    [name, ...args.map(argumentText)].join(" "),
  );
  return [path.join(" "), ...words].join(", ");
}
