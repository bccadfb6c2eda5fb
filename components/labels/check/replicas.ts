import { DIRECTIVES } from "../directives/registry";
import type { Argument } from "../model/argument";
import { type RenderedDirective, routeWords } from "../render/words";
import type { ProgramContainer } from "./container";
import { equal } from "./equal";
import { mergeKey } from "./merge";
import { shown } from "./place";

/** Subdirectives that may stand in a block several times. */
const REPEATABLE = new Set([
  "to",
  "header_up",
  "header_down",
  "trusted_proxies",
  "handle_response",
  "issuer",
  "zone",
  "env",
]);

/** Directives of a site of which two that differ are an error, or one is ignored. */
const SINGLE = new Set(["tls", "bind", "encode"]);

/** Reports what replicas, or an old container and the one after it, must not say differently. */
export function checkReplicas(
  first: ProgramContainer,
  second: ProgramContainer,
  report: (problem: string) => void,
): void {
  for (const mine of first.routing.sites ?? []) {
    for (const theirs of second.routing.sites ?? []) {
      if (!sharesAddress(mine.addresses, theirs.addresses)) continue;
      const names = mine.addresses.map((each) => shown(each).slice(1, -1)).join(" ");
      const place = `replicas "${first.name}" and "${second.name}": site "${names}"`;
      if (!equal(mine.addresses, theirs.addresses)) {
        report(
          `${place} has other addresses in each, and Caddy would drop one. List the same in both.`,
        );
      }
      for (const problem of differences(
        routeWords(mine.directives),
        routeWords(theirs.directives),
      )) {
        report(`${place} ${problem}`);
      }
    }
  }
}

function sharesAddress(mine: readonly Argument[], theirs: readonly Argument[]): boolean {
  return mine.some((each) => theirs.some((other) => equal(each, other)));
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

/** A directive that both write, and that begins otherwise in each. */
function differing(mine: readonly RenderedDirective[], { name }: RenderedDirective): string[] {
  const other = mine.some((word) => word.name === name);
  return other
    ? [`has two ${name} that differ. Write the same in both, or change it in one step.`]
    : [];
}

/** Options of one directive that have another value in each. */
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
