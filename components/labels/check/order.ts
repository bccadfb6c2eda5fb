import { DIRECTIVES } from "../directives/registry";
import { equal } from "../matchers/words";
import type { Directive } from "../model/directive";
import { areApart, covers } from "./overlap";
import { answers, compare } from "./reach";

/** A container, by its name, and its directives of a shared site. */
type Sharer = readonly [container: { readonly name: string }, directives: readonly Directive[]];

/** Whether a directive decides what happens to matching requests. */
export function isClaim({ name }: Directive): boolean {
  const grammar = DIRECTIVES[name];
  return grammar?.terminal === true || (grammar?.routes === true && name !== "handle_errors");
}

/** The requests of a directive, as messages show them. */
export function spelled({ matcher }: Directive): string {
  if (matcher === undefined) return "every request";
  if (matcher.named !== undefined) return `matcher ${matcher.named}`;
  const paths = matcher.path ?? [];
  return Object.keys(matcher).length === 1 && paths.length > 0
    ? `path ${paths.join(" ")}`
    : `matcher ${JSON.stringify(matcher)}`;
}

/**
 * The problems of two containers that claim requests of one site: claims that never run, and claims of
 * common requests of which Caddy takes the one whose matcher has the lower name.
 */
export function orderProblems(first: Sharer, second: Sharer): string[] {
  return claimsOf(first).flatMap((one) =>
    claimsOf(second).flatMap((other) => problemOf(one, other) ?? []),
  );
}

interface Claim {
  readonly container: string;
  readonly word: Directive;
}

function claimsOf([{ name }, directives]: Sharer): Claim[] {
  return directives.filter(isClaim).map((word) => ({ container: name, word }));
}

function problemOf(one: Claim, other: Claim): string | undefined {
  const [mine, theirs] = [one.word.matcher, other.word.matcher];
  if (equal(mine ?? null, theirs ?? null)) return undefined;
  const before = compare(one.word, other.word);
  if (before !== 0) return before < 0 ? deadProblem(one, other) : deadProblem(other, one);
  if (mine === undefined || theirs === undefined || areApart(mine, theirs)) return undefined;
  if (one.word.order !== other.word.order) return undefined;
  return (
    `has ${spelled(one.word)} and ${spelled(other.word)}, and for requests of both, chance decides who ` +
    "gets them. Give the directives an order: inOrder(1, handle(…)), or exclude one in the other."
  );
}

/** The problem of a claim all of whose requests another container's directive answers before it. */
function deadProblem(first: Claim, last: Claim): string | undefined {
  if (!answers(first.word) || !covers(first.word.matcher, last.word.matcher)) return undefined;
  return (
    `has ${last.word.name} for ${spelled(last.word)} in "${last.container}" that never runs, since ` +
    `${first.word.name} in "${first.container}" answers before it. Write both with the same directive.`
  );
}
