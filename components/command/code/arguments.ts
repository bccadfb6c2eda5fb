import { type Argument, partsOf } from "../../labels/model/argument";
import type { Matcher } from "../../labels/model/matcher";
import { type Code, call, codeOf } from "./code";

/** The code of an argument of a directive. */
export function argumentCode(argument: Argument): Code {
  if (typeof argument === "string") return argument;
  if ("template" in argument) return templateCode(argument.template);
  if ("environment" in argument) {
    const { environment, fallback } = argument;
    return call("buildEnv", ...[environment, ...(fallback === undefined ? [] : [fallback])]);
  }
  return call("join", ...partsOf(argument).map(argumentCode));
}

/** The port and the scheme of a template of the container's own addresses; `undefined` for others. */
export function ownUpstream(argument: Argument): { port?: number; scheme?: string } | undefined {
  if (typeof argument === "string" || !("template" in argument)) return undefined;
  const found = /^upstreams(?: (http|https|h2c))?(?: (\d+))?$/.exec(argument.template);
  if (found === null) return undefined;
  const [, scheme, port] = found;
  return { scheme, port: port === undefined ? undefined : Number(port) };
}

function templateCode(text: string): Code {
  const own = ownUpstream({ template: text });
  if (own === undefined) return call("template", text);
  const { port, scheme } = own;
  if (scheme !== undefined && port === undefined) return call("template", text);
  return call("upstreams", ...[port, scheme].filter((each) => each !== undefined));
}

/** The code of a matcher: a path, or conditions. */
export function matcherCode(matcher: Matcher): Code {
  const { path, named, ...others } = matcher;
  if (named !== undefined) return named;
  if (path?.length === 1 && Object.keys(others).length === 0) return path[0] ?? "";
  return codeOf(
    Object.fromEntries(Object.entries(matcher).map(([name, value]) => [name, short(name, value)])),
  );
}

/** A condition as people write it: one value without brackets. */
function short(name: string, value: unknown): unknown {
  if (/^(pathRegexp|urlPattern)$/.test(name) && typeof value === "object" && value !== null) {
    const { pattern, ...more } = value as { pattern: string };
    return Object.keys(more).length === 0 ? pattern : value;
  }
  if (name === "not" && Array.isArray(value)) {
    const inner = value.map((each: Matcher) =>
      Object.fromEntries(Object.entries(each).map(([key, one]) => [key, short(key, one)])),
    );
    return inner.length === 1 ? inner[0] : inner;
  }
  if (["header", "query", "vars"].includes(name)) {
    const entries = Object.entries(value as Record<string, unknown>);
    return Object.fromEntries(entries.map(([key, one]) => [key, single(one)]));
  }
  return single(value);
}

function single(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}
