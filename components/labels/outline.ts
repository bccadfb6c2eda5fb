import { matcherDirectives } from "./matchers/words";
import { argumentText } from "./model/argument";
import type { Directive } from "./model/directive";
import type { Matcher } from "./model/matcher";
import type { Routing } from "./model/routing";

/** A route of requests through the entry point. */
export interface RouteOutline {
  /** The site's address: `shop.example.com`, `http://`. */
  readonly host: string;
  /** The paths and other conditions of the requests; `*` for all others. */
  readonly path: string;
  /** The names of the other directives that handle them. */
  readonly features: readonly string[];
}

type Way = Omit<RouteOutline, "host">;

/** The routes of a container: one for each address and each directive that answers requests. */
export function outlineRoutes({ sites = [] }: Routing): RouteOutline[] {
  return sites.flatMap(({ addresses, directives }) =>
    addresses.flatMap((address) =>
      ways(directives, "*").map(({ path, features }) => ({
        host: argumentText(address),
        path,
        features: [...new Set(features)],
      })),
    ),
  );
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
    return inside.map((way) => ({ ...way, features: [...common, ...way.features] }));
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
