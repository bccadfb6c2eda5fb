import type { Argument } from "./argument";

/** The argument of an import in a snippet's text: `{args[0]}`, or by its older name `{args.0}`. */
const SINGLE = /\{args(?:\[(\d+)\]|\.(\d+))\}/g;
/** Several arguments of an import, alone in a token: `{args[1:]}`. */
const SEVERAL = /^\{args\[(\d*):(\d*)\]\}$/;
/** The block of an import, or a part of it. */
const BLOCK = /^\{block\}$|^\{blocks\..+\}$/;

/** Whether a string holds a place for arguments of an import. */
export function hasImportArgument(text: string): boolean {
  return text.includes("{args") && (text.search(SINGLE) >= 0 || SEVERAL.test(text));
}

/** Whether a string starts with a place for an argument of an import, which may be a matcher. */
export function startsWithImportArgument(text: string): boolean {
  return text.startsWith("{args") && hasImportArgument(text);
}

/** Whether a string is the place for the block of an import: `{block}`, `{blocks.name}`. */
export function isImportBlock(text: string): boolean {
  return BLOCK.test(text);
}

/** Whether a token stands for any number of tokens. */
export function isSeveral(token: Argument): boolean {
  return typeof token === "string" && (SEVERAL.test(token) || isImportBlock(token));
}

/** The least number of arguments that a string's places need. */
export function argumentsNeeded(text: string): number {
  const [, start, end] = SEVERAL.exec(text) ?? [];
  if (start !== undefined) return Number(end === "" ? start : end);
  const indexes = [...text.matchAll(SINGLE)].map(([, index, older]) => Number(index ?? older));
  return Math.max(0, ...indexes.map((index) => index + 1));
}

/** A token of a snippet with the arguments of an import in their places. */
export function filledIn(token: Argument, values: readonly Argument[]): readonly Argument[] {
  if (typeof token !== "string" || !hasImportArgument(token)) return [token];
  const [, start, end] = SEVERAL.exec(token) ?? [];
  if (start === undefined) return [filledInText(token, values)];
  return values.slice(Number(start), end === "" ? undefined : Number(end));
}

/** A text of a snippet with the arguments of an import in their places. */
export function filledInText(text: string, values: readonly Argument[]): string {
  return text.replace(SINGLE, (whole, index?: string, older?: string) => {
    const value = values[Number(index ?? older)];
    return typeof value === "string" ? value : whole;
  });
}
