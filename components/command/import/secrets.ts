import { type Code, raw } from "../code/code";
import type { Piece } from "../compose/tree";
import { camel } from "./words";

const SECRET =
  /pass(word|wd|phrase)?|secret|token|api_?key|access_?key|private_?key|credential|(^|_)key$|(^|_)pw$/i;
const HARMLESS =
  /_(file|path|dir|ttl|expir\w*|length|timeout|url|uri|host|user(name)?|id|name|enabled?|policy|algorithm|type)$/i;

/** Whether a name looks like that of a secret. */
export function looksSecret(name: string): boolean {
  return SECRET.test(name) && !HARMLESS.test(name);
}

/** Whether a value has a password in a URL, such as `postgres://shop:s3cret@db/shop`. */
export function hasPassword(value: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i.test(value);
}

/** The configuration that a program asks for. */
export class Configuration {
  /** The values that the source has, by key: they only tell apart what has one name. */
  private readonly known = new Map<string, string>();
  private readonly secrets = new Set<string>();

  /** The code of a secret: `config.requireSecret("dbPassword")`. */
  secret(name: string, value: string, owner: string): Code {
    const key = this.keyOf(name, value, owner);
    this.secrets.add(key);
    return raw(`config.requireSecret(${JSON.stringify(key)})`);
  }

  /** The code of a value that is no secret. */
  plain(name: string, owner = ""): Code {
    return raw(`config.require(${JSON.stringify(this.keyOf(name, "", owner))})`);
  }

  /** The code of a value with variables whose names look secret; `undefined` if it has none. */
  mixed(pieces: readonly Piece[], owner: string): Code | undefined {
    const isSecret = ({ variable }: Piece) => variable !== undefined && looksSecret(variable);
    if (!pieces.some(isSecret)) return undefined;
    const whole = pieces.map((piece) =>
      isSecret(piece)
        ? `\${${(this.secret(piece.variable ?? "", piece.text, owner) as { raw: string }).raw}}`
        : piece.text.replace(/[`\\]|\$\{/g, "\\$&"),
    );
    const [only] = pieces.length === 1 ? pieces : [];
    if (only !== undefined) return this.secret(only.variable ?? "", only.text, owner);
    return raw(`pulumi.interpolate\`${whole.join("")}\``);
  }

  /** Every key, and whether its value is a secret. */
  keys(): { readonly key: string; readonly secret: boolean }[] {
    return [...this.known.keys()].map((key) => ({ key, secret: this.secrets.has(key) }));
  }

  private keyOf(name: string, value: string, owner: string): string {
    const short = camel(name);
    const key = (this.known.get(short) ?? value) === value ? short : camel(`${owner}_${name}`);
    this.known.set(key, value);
    return key;
  }
}
