/** A template that only the proxy can evaluate. */
export class UnknownTemplate extends Error {
  constructor(action: string) {
    super(`template {{${action}}} has a value that only the proxy knows`);
  }
}

const ACTION = /\{\{((?:"(?:\\.|[^"\\\n])*"|`[^`]*`|[^}"`]|\}(?!\}))*)\}\}/g;
const SCHEMES = ["http", "https", "h2c"];

/**
 * Fills in the templates of a label's value: the container's addresses, and literal text.
 *
 * @param ips the container's IP addresses on the ingress networks.
 * @throws UnknownTemplate for another template.
 */
export function expandTemplates(value: string, ips: readonly string[]): string {
  if (!value.includes("{{")) return value;
  const expanded = value.replace(ACTION, (_, action: string) => evaluate(action, ips));
  if (value.replace(ACTION, "").includes("{{")) throw new UnknownTemplate(value);
  return expanded;
}

/** The text and the templates of a label's value, without braces. */
export function splitTemplates(value: string): { text: string; template?: string }[] {
  if (!value.includes("{{")) return [{ text: value }];
  const pieces: { text: string; template?: string }[] = [];
  let end = 0;
  for (const match of value.matchAll(ACTION)) {
    pieces.push({ text: value.slice(end, match.index) });
    const action = (match[1] ?? "").trim();
    const literal = literalText(action);
    pieces.push(literal === undefined ? { text: "", template: action } : { text: literal });
    end = match.index + match[0].length;
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
