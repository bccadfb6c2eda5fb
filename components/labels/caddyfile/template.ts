/** A template that only the proxy can evaluate. */
export class UnknownTemplate extends Error {
  constructor(action: string) {
    super(`template {{${action}}} has a value that only the proxy knows`);
  }
}

/** A part of an action of a template, before the braces that close it. */
const PART = /"(?:\\.|[^"\\\n])*"|`[^`]*`|[^}"`]+|\}(?!\})/y;
const SCHEMES = ["http", "https", "h2c"];

/**
 * Fills in the templates of a label's value: the container's addresses, and literal text.
 *
 * @param ips the container's IP addresses on the ingress networks.
 * @throws UnknownTemplate for another template.
 */
export function expandTemplates(value: string, ips: readonly string[]): string {
  if (!value.includes("{{")) return value;
  const pieces: string[] = [];
  let end = 0;
  for (const action of actionsOf(value)) {
    pieces.push(value.slice(end, action.start), evaluate(action.text, ips));
    end = action.end;
  }
  if (value.includes("{{", end)) throw new UnknownTemplate(value);
  return [...pieces, value.slice(end)].join("");
}

/** An action of a template in a label's value, and where it stands. */
interface Action {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The actions of a value, up to one that nothing closes. */
function actionsOf(value: string): Action[] {
  const found: Action[] = [];
  for (let start = value.indexOf("{{"); start >= 0; ) {
    const close = endOf(value, start + 2);
    if (close === undefined) return found;
    found.push({ start, end: close + 2, text: value.slice(start + 2, close) });
    start = value.indexOf("{{", close + 2);
  }
  return found;
}

/** Where the braces are that close an action. */
function endOf(value: string, from: number): number | undefined {
  PART.lastIndex = from;
  for (let at = from; at < value.length; at = PART.lastIndex) {
    if (!PART.test(value)) return value.startsWith("}}", at) ? at : undefined;
  }
  return undefined;
}

/** Whether a value has a template that nothing closes. */
export function hasOpenTemplate(value: string): boolean {
  return value.includes("{{", actionsOf(value).at(-1)?.end);
}

/** The text and the templates of a label's value, without braces. */
export function splitTemplates(value: string): { text: string; template?: string }[] {
  if (!value.includes("{{")) return [{ text: value }];
  const pieces: { text: string; template?: string }[] = [];
  let end = 0;
  for (const action of actionsOf(value)) {
    pieces.push({ text: value.slice(end, action.start) });
    const template = action.text.trim();
    const literal = literalText(template);
    pieces.push(literal === undefined ? { text: "", template } : { text: literal });
    end = action.end;
  }
  return [...pieces, { text: value.slice(end) }];
}

function evaluate(action: string, ips: readonly string[]): string {
  const literal = literalText(action.trim());
  if (literal !== undefined) return literal;
  const [name, ...options] = action.trim().split(/\s+/);
  if (SCHEMES.includes(name ?? "") && options.length === 0) return name ?? "";
  if (name !== "upstreams") throw new UnknownTemplate(action);
  return upstreamAddresses(options, ips, action);
}

function upstreamAddresses(
  options: readonly string[],
  ips: readonly string[],
  action: string,
): string {
  const targets = ips.map((ip) =>
    options.reduce((target, option) => {
      const word = literalText(option) ?? (SCHEMES.includes(option) ? option : undefined);
      if (word !== undefined) return `${word}://${target}`;
      if (!/^-?\d+$/.test(option)) throw new UnknownTemplate(action);
      return `${target}:${Number(option)}`;
    }, ip),
  );
  return targets.sort().join(" ");
}

/** The text of a template that is a string literal of Go; `undefined` for another template. */
function literalText(action: string): string | undefined {
  if (/^`[^`]*`$/.test(action)) return action.slice(1, -1);
  if (!/^"(?:\\.|[^"\\\n])*"$/.test(action)) return undefined;
  try {
    return String(JSON.parse(action));
  } catch {
    return undefined;
  }
}
