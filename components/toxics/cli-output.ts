import type { ProxySettings } from "./api";
import type { ToxicBody } from "./body";

/*
 * What `toxiproxy-cli` 2.12.0 prints where its output is no terminal (cmd/cli/cli.go). Names can hold
 * a tab where someone chose them by hand, so lines are read from their end.
 */

/** A proxy as `list` tells of it. */
export interface ListedProxy extends ProxySettings {
  /** How many toxics it has. */
  readonly count: number;
}

/** `shop	[::]:20001	shop-1:8080	enabled	2` */
const PROXY = /^(.+)\t([^\t]*)\t([^\t]*)\t(enabled|disabled)\t(\d+)$/;

/** `name	type=latency	stream=downstream	toxicity=1.00	attributes=[	jitter=0	latency=200	]` */
const TOXIC = /^(.*)\ttype=(\S*)\tstream=(\S*)\ttoxicity=(\S+)\tattributes=\[(.*)\t\]$/;

/**
 * The proxies in the output of `list`.
 *
 * @throws Error with the line that is none.
 */
export function listedProxies(output: string): ListedProxy[] {
  return linesOf(output).map((line) => {
    const [, name = "", listen = "", upstream = "", enabled, count] = fieldsOf(PROXY, line);
    return { name, listen, upstream, enabled: enabled === "enabled", count: Number(count) };
  });
}

/**
 * The toxics in the output of `inspect`. Their toxicity is rounded to two decimals.
 *
 * @throws Error with the line that is none.
 */
export function listedToxics(output: string): ToxicBody[] {
  return linesOf(output).map((line) => {
    const [, name = "", type = "", stream = "", toxicity, values = ""] = fieldsOf(TOXIC, line);
    return { name, type, stream, toxicity: Number(toxicity), attributes: attributesOf(values) };
  });
}

/** `	jitter=0	latency=1e+06`, without an attribute nothing. */
function attributesOf(values: string): Record<string, number> {
  const pairs = values.split("\t").slice(1);
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      return [pair.slice(0, at), Number(pair.slice(at + 1))];
    }),
  );
}

function linesOf(output: string): string[] {
  return output.split("\n").filter((line) => line !== "");
}

function fieldsOf(form: RegExp, line: string): RegExpExecArray {
  const found = form.exec(line);
  if (found === null) throw new Error(`it answered what it does not in version 2.12.0: ${line}`);
  return found;
}
