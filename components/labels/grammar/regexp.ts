import type { Rule } from "./grammar";

/** A regular expression of Go (RE2), which has neither lookaround nor backreferences. */
export const regexp: Rule = (value) => {
  try {
    new Re2(value).check();
    return undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return `must be a regular expression (RE2), got ${JSON.stringify(value)}: ${error.message}.`;
  }
};

const GROUP = /^\((?:\?(?:P?<(\w+)>|[imsU]*(?:-[imsU]+)?([:)])))?/;
const COUNT = /^\{(\d+)(,(\d*))?\}/;
const NAMED_CLASS =
  /^\[:\^?(alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]/;
/** Escapes of one character, in a class and outside. */
const CHARACTER =
  /^\\(?:[afnrtv]|0[0-7]{0,2}|[1-7][0-7]{1,2}|x[0-9A-Fa-f]{2}|x\{[0-9A-Fa-f]{1,6}\}|[^A-Za-z0-9\u0080-\u{10ffff}])/u;
const PERL_CLASS = /^\\[dDsSwW]/;
const UNICODE_CLASS = /^\\[pP](?:\{\^?(\w+)\}|([A-Z]))/;
const ASSERTION = /^\\[AbBz]/;
/** Go refuses nested repetitions whose product exceeds this. */
const MOST = 1000;

/** Reads a regular expression as Go does, far enough to find its mistakes. */
class Re2 {
  private rest: string;
  private readonly names = new Set<string>();

  constructor(pattern: string) {
    this.rest = pattern;
  }

  /** @throws SyntaxError for a string that Go refuses. */
  check(): void {
    this.alternatives();
    if (this.rest !== "") throw new SyntaxError('a ")" closes nothing');
  }

  /** Reads to the end or to a `)`; returns the highest product of its nested repetitions. */
  private alternatives(): number {
    let most = 1;
    let last: number | undefined;
    while (this.rest !== "" && !this.rest.startsWith(")")) {
      if (this.take(/^\|/)) {
        last = undefined;
        continue;
      }
      last = this.repeated(this.atom(last), last);
      most = Math.max(most, last ?? 1);
    }
    return most;
  }

  /** Reads one atom; returns its product, or that of the atom before if it is empty itself. */
  private atom(last: number | undefined): number | undefined {
    if (/^[*+?]/.test(this.rest) || COUNT.test(this.rest)) return last;
    if (this.rest.startsWith("(")) return this.group(last);
    if (this.rest.startsWith("\\Q")) return this.quoted() === "" ? last : 1;
    if (this.rest.startsWith("[")) this.characterClass();
    else if (this.rest.startsWith("\\")) this.escape();
    else this.take(/^./su);
    return 1;
  }

  private group(last: number | undefined): number | undefined {
    const [all = "", name, end] = GROUP.exec(this.rest) ?? [];
    if (this.rest.startsWith("(?") && all.length < 3) {
      throw new SyntaxError("RE2 has no such group, and no lookaround");
    }
    if (name !== undefined && this.names.has(name)) {
      throw new SyntaxError(`two groups have the name "${name}"`);
    }
    if (name !== undefined) this.names.add(name);
    this.rest = this.rest.slice(all.length);
    if (end === ")") return last;
    const copies = this.alternatives();
    if (!this.take(/^\)/)) throw new SyntaxError('a "(" is not closed');
    return copies;
  }

  private repeated(copies: number | undefined, before: number | undefined): number | undefined {
    const count = COUNT.exec(this.rest);
    const repeat = this.take(/^[*+?]\??/) ?? this.take(/^\{\d+(,\d*)?\}\??/);
    if (repeat === undefined) return copies;
    if ((copies ?? before) === undefined) throw new SyntaxError(`"${repeat}" repeats nothing`);
    if (/^[*+?]/.test(this.rest) || COUNT.test(this.rest)) {
      throw new SyntaxError("a repetition is repeated");
    }
    const product = (copies ?? 1) * (count === null ? 1 : timesOf(count));
    if (product > MOST) throw new SyntaxError(`RE2 repeats up to ${MOST} times`);
    return product;
  }

  /** Reads the text between `\Q` and `\E`; without any, it is no atom. */
  private quoted(): string {
    this.take(/^\\Q/);
    const text = this.take(/^(?:(?!\\E).)*/s) ?? "";
    this.take(/^\\E/);
    return text;
  }

  private escape(): void {
    if (this.take(ASSERTION) === undefined && !this.classEscape()) this.character();
  }

  private characterClass(): void {
    this.take(/^\[\^?/);
    for (let first = true; first || !this.rest.startsWith("]"); first = false) {
      if (this.rest === "") throw new SyntaxError('a "[" is not closed');
      if (this.take(NAMED_CLASS) === undefined && !this.classEscape()) this.range();
    }
    this.take(/^\]/);
  }

  private range(): void {
    if (/^\[:[^\]]*:\]/.test(this.rest)) throw new SyntaxError("a class has an unknown name");
    const low = this.character();
    if (!/^-[^\]]/s.test(this.rest)) return;
    this.take(/^-/);
    const high = this.character();
    if (codeOf(low) > codeOf(high)) {
      throw new SyntaxError(`the range ${low}-${high} is in the wrong order`);
    }
  }

  private classEscape(): boolean {
    if (this.take(PERL_CLASS) !== undefined) return true;
    const [all, long, short = ""] = UNICODE_CLASS.exec(this.rest) ?? [];
    if (all === undefined) return false;
    if (!isUnicodeClass(long ?? short)) throw new SyntaxError(`there is no class "${all}"`);
    this.rest = this.rest.slice(all.length);
    return true;
  }

  private character(): string {
    if (!this.rest.startsWith("\\")) return this.take(/^./su) ?? "";
    const escaped = this.take(CHARACTER);
    if (escaped !== undefined) return escaped;
    if (/^\\[1-9]/.test(this.rest)) throw new SyntaxError("RE2 has no backreferences");
    throw new SyntaxError(`"${this.rest.slice(0, 2)}" is no escape`);
  }

  /** Takes a pattern's match from the start of the rest. */
  private take(pattern: RegExp): string | undefined {
    const found = pattern.exec(this.rest)?.[0];
    if (found !== undefined) this.rest = this.rest.slice(found.length);
    return found;
  }
}

const CONTROLS: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** The code point of a character or of an escape for one. */
function codeOf(character: string): number {
  const [, escaped] = /^\\(.+)$/su.exec(character) ?? [];
  if (escaped === undefined) return character.codePointAt(0) ?? 0;
  if (escaped.startsWith("x")) return Number.parseInt(escaped.replace(/[x{}]/g, ""), 16);
  if (/^[0-7]/.test(escaped)) return Number.parseInt(escaped, 8);
  return CONTROLS[escaped] ?? escaped.codePointAt(0) ?? 0;
}

function timesOf([, low = "", comma, high = ""]: RegExpExecArray): number {
  const most = comma !== undefined && high !== "" ? Number(high) : Number(low);
  if (Number(low) > most)
    throw new SyntaxError("the limits of a repetition are in the wrong order");
  return most;
}

/** Whether a name is a category or a script of Unicode that JavaScript has, too. */
function isUnicodeClass(name: string): boolean {
  return [`\\p{${name}}`, `\\p{Script=${name}}`].some((pattern) => {
    try {
      return new RegExp(pattern, "u").source !== "";
    } catch {
      return false;
    }
  });
}
