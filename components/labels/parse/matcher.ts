import type { Block } from "../caddyfile/block";
import { needsQuotes, quote } from "../caddyfile/marshal";
import { type Argument, isVariable } from "../model/argument";
import { toMatcher } from "../model/canonical";
import type { Condition, Matcher, MatcherConditions } from "../model/matcher";
import type { Reader } from "./argument";
import { CONDITIONS, type Draft } from "./conditions";

/** A condition of a matcher, with its arguments. */
interface Line {
  readonly keys: readonly string[];
  readonly children: readonly Block[];
  /** The block that messages name. */
  readonly place: Block;
}

/** The matcher of a definition `@name …` or `@name { … }`. */
export function readDefinition(block: Block, reader: Reader): Matcher {
  const [, ...line] = block.keys;
  if (line.length === 0) return readConditions(block.children.map(lineOf), reader, false);
  return readConditions([{ keys: line, children: block.children, place: block }], reader, true);
}

function lineOf(block: Block): Line {
  return { keys: block.keys, children: block.children, place: block };
}

/**
 * The matcher of several conditions.
 *
 * @param quotable whether Caddy takes a quoted text for a CEL expression here.
 */
function readConditions(lines: readonly Line[], reader: Reader, quotable: boolean): Matcher {
  const draft: Draft = {};
  for (const line of lines) readCondition(draft, line, reader, quotable);
  return toMatcher(draft as MatcherConditions) ?? {};
}

function readCondition(draft: Draft, line: Line, reader: Reader, quotable: boolean): void {
  const { keys, children, place } = line;
  const [name = "", ...tokens] = keys;
  if (quotable && needsQuotes(name)) {
    readExpression(draft, line, reader);
  } else if (name.includes("(")) {
    reader.refuse(
      place,
      `has a CEL expression whose quotes the plugin drops. Write expression ${name}`,
    );
  } else if (name === "not") {
    const inner = tokens.length === 0 ? children.map(lineOf) : [{ ...line, keys: tokens }];
    draft.not = [...(draft.not ?? []), readConditions(inner, reader, true)];
  } else {
    const condition = conditionOf(line, reader);
    const read = CONDITIONS[name];
    if (read === undefined || hasVariable(condition)) {
      draft.other = [...(draft.other ?? []), condition];
    } else if (!read(draft, condition)) {
      reader.refuse(place, `has a ${name} matcher that cannot be read`);
    }
  }
}

function readExpression(draft: Draft, { keys, children, place }: Line, reader: Reader): void {
  const [expression = ""] = keys;
  const condition = { name: "expression", args: [reader.argument(expression)], block: [] };
  if (keys.length > 1 || children.length > 0) {
    reader.refuse(place, "has more than the quoted CEL expression, and Caddy would ignore it");
  } else if (hasVariable(condition)) {
    draft.other = [...(draft.other ?? []), condition];
  } else if (!CONDITIONS.expression?.(draft, condition)) {
    reader.refuse(place, "has two expressions, which Caddy refuses. Combine them with &&");
  }
}

function conditionOf({ keys: [name = "", ...tokens], children }: Line, reader: Reader): Condition {
  const args: readonly Argument[] =
    // Caddy takes several tokens for one expression, with their quotes.
    name === "expression" && tokens.length > 1
      ? [reader.argument(tokens.map(quote).join(" "))]
      : tokens.map(reader.argument);
  return { name, args, block: children.map((each) => conditionOf(lineOf(each), reader)) };
}

function hasVariable({ args, block }: Condition): boolean {
  return args.some(isVariable) || block.some(hasVariable);
}
