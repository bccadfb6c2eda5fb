import { DIRECTIVES } from "../directives/registry";
import type { Directive } from "../model/directive";
import { type Context, type Place, placeOf, within } from "./place";

/** Reports directives that never run, because one before them always answers. */
export function checkReach(
  directives: readonly Directive[],
  place: Place,
  context: Context,
  written = false,
): void {
  if (directives.some(alwaysAnswers)) checkAfterAnswer(directives, place, context, written);
  for (const [at, word] of directives.entries()) {
    if (word.block.length > 0) checkBodies(word, placeOf(directives, at, place), context);
  }
}

/** Reports the directives that run after the first one that always answers. */
function checkAfterAnswer(
  directives: readonly Directive[],
  place: Place,
  context: Context,
  written: boolean,
): void {
  const handlers = [...directives.entries()].filter(([, word]) => rank(word.name) >= 0);
  const inOrder = written ? handlers : handlers.sort(([, a], [, b]) => compare(a, b));
  const last = inOrder.findIndex(([, word]) => alwaysAnswers(word));
  const [, answering] = inOrder[last] ?? [];
  if (answering === undefined) return;
  for (const [at] of inOrder.slice(last + 1)) {
    context.report(
      placeOf(directives, at, place),
      `can never run, since ${answering.name} before it always answers.`,
    );
  }
}

function alwaysAnswers(word: Directive): boolean {
  return word.matcher === undefined && answers(word);
}

/** Checks the directives inside a directive: its block, or its handlers of responses. */
function checkBodies(word: Directive, place: Place, context: Context): void {
  if (DIRECTIVES[word.name]?.routes === true) {
    checkReach(word.block, place, context, word.name === "route");
    return;
  }
  const answers = word.block.filter(({ name }) => name === "handle_response");
  answers.forEach(({ block }, index) => {
    checkReach(block, within(place, `handle_response[${index}]`), context);
  });
}

/** It leaves requests for files without PHP to the next directive. */
const PHP = "php_fastcgi";

/** Whether a directive answers every request that reaches it. */
export function answers(word: Directive): boolean {
  const grammar = DIRECTIVES[word.name];
  if (word.name === PHP) return false;
  if (grammar?.terminal === true) return !word.block.some(({ name }) => name === "pass_thru");
  const block = word.name === "handle" || word.name === "route" ? word.block : [];
  return block.some(alwaysAnswers);
}

/** Caddy's order: by directive; of one directive the longest path first, and no path last. */
export function compare(a: Directive, b: Directive): number {
  const [first, second] = [orderName(a), orderName(b)];
  if (first !== second) return rank(first) - rank(second);
  return pathLength(b) - pathLength(a);
}

/** Caddy orders `handle_path` as if it were a `handle` with that path. */
function orderName({ name }: Directive): string {
  return name === "handle_path" ? "handle" : name;
}

function pathLength({ matcher }: Directive): number {
  if (matcher === undefined) return -1;
  return matcher.path?.length === 1 ? (matcher.path[0]?.length ?? 0) : 0;
}

/** The order in which Caddy runs the directives of a block other than `route`, with modules' ones. */
const ORDER: ReadonlyMap<string, number> = new Map(
  (
    "tracing map vars fs root log_append skip_log log_skip log_name log_level header " +
    "copy_response_headers request_body timeouts redir method cache bounded_cache rewrite uri " +
    "try_files rate_limit basicauth basic_auth forward_auth request_header encode push intercept " +
    "templates invoke handle handle_path route abort error copy_response respond certificate_metrics metrics " +
    "reverse_proxy php_fastcgi file_server acme_server"
  )
    .split(" ")
    .map((name, rank) => [name, rank]),
);

/** The position of a directive in that order; -1 for one that handles no requests. */
export function rank(name: string): number {
  return ORDER.get(name) ?? -1;
}
