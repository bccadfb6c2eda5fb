import { equal } from "../matchers/words";
import type { Matcher } from "../model/matcher";

/** Whether no request meets the conditions of both matchers, as far as their texts tell. */
export function areApart(one: Matcher, other: Matcher): boolean {
  return (
    listsApart(one.host, other.host, hostsApart) ||
    listsApart(one.method, other.method, (a, b) => a !== b) ||
    listsApart(one.path, other.path, pathsApart) ||
    protocolsApart(one.protocol, other.protocol) ||
    headersApart(one.header, other.header) ||
    excludes(one, other) ||
    excludes(other, one)
  );
}

/** Whether a matcher covers all requests of another one; without a matcher, it covers every request. */
export function covers(one: Matcher | undefined, other: Matcher | undefined): boolean {
  if (one === undefined) return true;
  return other !== undefined && isImplied(one, other);
}

function listsApart(
  one: readonly string[] | undefined,
  other: readonly string[] | undefined,
  apart: (a: string, b: string) => boolean,
): boolean {
  if (one === undefined || other === undefined) return false;
  return one.every((a) => other.every((b) => apart(a, b)));
}

function hostsApart(one: string, other: string): boolean {
  if (/[*{]/.test(one + other)) return false;
  return one.toLowerCase() !== other.toLowerCase();
}

/** Paths with no `*` but at their end, and without placeholders, start with their text. */
function pathsApart(one: string, other: string): boolean {
  if (![one, other].every(isPrefix)) return false;
  const [a, b] = [one, other].map((path) => path.toLowerCase());
  return !startsWith(a ?? "", b ?? "") && !startsWith(b ?? "", a ?? "");
}

function isPrefix(path: string): boolean {
  return /^\/[^*{}?]*\*?$/.test(path);
}

/** Whether a pattern meets a path, or all paths of another pattern. */
function startsWith(path: string, pattern: string): boolean {
  return pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}

function protocolsApart(one: string | undefined, other: string | undefined): boolean {
  return [one, other].sort().join(" ") === "http https";
}

function headersApart(one: Matcher["header"] = {}, other: Matcher["header"] = {}): boolean {
  return Object.entries(one).some(([field, wanted]) => {
    const others = other[field];
    return others !== undefined && (wanted === false) !== (others === false);
  });
}

/** Whether a matcher excludes all that another one includes. */
function excludes({ not = [] }: Matcher, other: Matcher): boolean {
  return not.some((inner) => Object.keys(inner).length > 0 && isImplied(inner, other));
}

/** Whether all conditions of a matcher hold wherever those of another one do. */
function isImplied(matcher: Matcher, other: Matcher): boolean {
  return Object.entries(matcher).every(([name, wanted]) => {
    const given = other[name as keyof Matcher];
    if (name === "path" && other.path !== undefined) {
      return other.path.every((path) => (wanted as readonly string[]).some(coversPath(path)));
    }
    return given !== undefined && equal(wanted, given);
  });
}

const coversPath = (path: string) => (pattern: string) =>
  equal(path, pattern) ||
  (isPrefix(pattern) && startsWith(path.toLowerCase(), pattern.toLowerCase()));
