import { DIRECTIVES } from "../directives/registry";
import { equal } from "../matchers/words";
import { renderArgument } from "../render/token";
import { type RenderedDirective, repeatedNames, routeWords } from "../render/words";
import { type Context, type Place, placeOf, shown } from "./place";
import { definedTwice, type ProgramContainer, sharedSites } from "./shared";

/** Subdirectives that a block can have several times. */
const REPEATABLE = new Set(
  "to header_up header_down trusted_proxies handle_response issuer zone env".split(" "),
);

/** Directives of which Caddy refuses, or ignores, a second one in a site. */
const SINGLE = new Set(["tls", "bind", "encode"]);

/** Reports differences between replicas, or an old and a new container, that Caddy cannot merge. */
export function checkReplicas(
  first: ProgramContainer,
  second: ProgramContainer,
  report: (problem: string) => void,
): void {
  for (const [mine, theirs] of sharedSites(first, second)) {
    const names = mine.addresses.map((each) => shown(each).slice(1, -1)).join(" ");
    const place = `replicas "${first.name}" and "${second.name}": site "${names}"`;
    if (!equal(mine.addresses, theirs.addresses)) {
      report(
        `${place} has other addresses in each, and Caddy would drop one. List the same in both.`,
      );
    }
    for (const problem of definedTwice(mine, theirs)) report(`${place} ${problem}`);
    const words = routeWords(mine.directives);
    for (const problem of differences(words, routeWords(theirs.directives))) {
      report(`${place} ${problem}`);
    }
  }
}

function differences(
  mine: readonly RenderedDirective[],
  theirs: readonly RenderedDirective[],
): string[] {
  const byKey = new Map(mine.map((word) => [mergeKey(word), word]));
  return theirs.flatMap((word) => {
    const twin = byKey.get(mergeKey(word));
    if (twin === undefined) return SINGLE.has(word.name) ? differing(mine, word) : [];
    const inside = differences(twin.block, word.block);
    const holdsRoutes = DIRECTIVES[word.name]?.routes === true || word.name.startsWith("@");
    return holdsRoutes ? inside : [...inside, ...disputedOptions(twin, word)];
  });
}

/** A directive that both have, with other arguments in each. */
function differing(mine: readonly RenderedDirective[], { name }: RenderedDirective): string[] {
  const other = mine.some((word) => word.name === name);
  return other
    ? [`has two ${name} that differ. Write the same in both, or change it in one step.`]
    : [];
}

/** Options of one directive with another value in each. */
function disputedOptions(mine: RenderedDirective, theirs: RenderedDirective): string[] {
  const single = theirs.block.filter(({ name }) => !REPEATABLE.has(name) && !name.startsWith("@"));
  return single.flatMap((option) => {
    const others = mine.block.filter(({ name }) => name === option.name);
    if (others.length === 0 || others.some((other) => equal(other, option))) return [];
    const where = `${theirs.name}.${option.name}`;
    return [
      `has two ${where} that differ, and Caddy would ignore one or drop the site. Write the same in both.`,
    ];
  });
}

const MERGED_BY_MATCHER = new Set(["reverse_proxy", "php_fastcgi"]);

/**
 * Reports siblings that the plugin would merge when it merges two containers: replicas, or the old and
 * the new container during an update.
 */
export function checkMerge(
  words: readonly RenderedDirective[],
  place: Place,
  context: Context,
): void {
  const repeated = repeatedNames(words);
  const seen = new Map<string, RenderedDirective>();
  for (const [at, word] of words.entries()) {
    if (repeated.has(word.name)) {
      const key = mergeKey(word);
      const twin = seen.get(key);
      if (twin !== undefined && JSON.stringify(twin) !== JSON.stringify(word)) {
        context.report(
          placeOf(words, at, place),
          "begins like another one beside it, and the plugin would merge them. " +
            "Put them into one, or give them different matchers.",
        );
      }
      seen.set(key, word);
    }
    if (word.block.length > 0) checkMerge(word.block, placeOf(words, at, place), context);
  }
}

/** The key by which the plugin merges siblings. */
function mergeKey({ name, args }: RenderedDirective): string {
  const values = args.map(renderArgument);
  if (!MERGED_BY_MATCHER.has(name)) return JSON.stringify([name, ...values]);
  const [first = "*"] = values;
  return JSON.stringify([name, /^[/@]/.test(first) ? first : "*"]);
}
