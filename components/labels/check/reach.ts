import { DIRECTIVES } from "../directives/registry";
import type { Directive } from "../model/directive";
import { rank } from "./order";
import { type Context, placesOf, within } from "./place";

/** Reports directives that can never run, because one before them always answers. */
export function checkReach(
  directives: readonly Directive[],
  place: string,
  context: Context,
  written = false,
): void {
  const names = placesOf(directives.map(({ name }) => name));
  const handlers = directives
    .map((word, index) => ({ word, here: within(place, names[index] ?? word.name) }))
    .filter(({ word }) => rank(word.name) >= 0);
  const inOrder = written ? handlers : [...handlers].sort((a, b) => compare(a.word, b.word));
  const last = inOrder.findIndex(({ word }) => word.matcher === undefined && answers(word));
  const answering = inOrder[last];
  if (answering !== undefined) {
    for (const { here } of inOrder.slice(last + 1)) {
      context.report(here, `can never run, since ${answering.word.name} before it always answers.`);
    }
  }
  directives.forEach((word, index) => {
    checkBodies(word, within(place, names[index] ?? word.name), context);
  });
}

/** Checks the directives inside a directive: its own block, or what it does with answers. */
function checkBodies(word: Directive, place: string, context: Context): void {
  if (DIRECTIVES[word.name]?.routes === true) {
    checkReach(word.block, place, context, word.name === "route");
    return;
  }
  const answers = word.block.filter(({ name }) => name === "handle_response");
  answers.forEach(({ block }, index) => {
    checkReach(block, within(place, `handle_response[${index}]`), context);
  });
}

/** Whether a directive answers every request that reaches it. */
function answers(word: Directive): boolean {
  const grammar = DIRECTIVES[word.name];
  if (grammar?.terminal === true) return !passesOn(word);
  const block = word.name === "handle" || word.name === "route" ? word.block : [];
  return block.some((inner) => inner.matcher === undefined && answers(inner));
}

function passesOn(word: Directive): boolean {
  return word.block.some(({ name }) => name === "pass_thru");
}

/** Caddy's order: by directive, and of one directive the longest path first, none last. */
function compare(a: Directive, b: Directive): number {
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
