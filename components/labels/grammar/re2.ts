/** Why a text is no regular expression of Go. */
export class Re2Error extends Error {}

const GROUP = /^\((?:\?(?:P?<(\w+)>|([imsU]*(?:-[imsU]+)?)([:)])))?/;
const COUNT = /^\{(\d+)(,(\d*))?\}/;
const NAMED_CLASS =
  /^\[:\^?(alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]/;
/** Escapes of one character, in a class and outside. */
const CHARACTER =
  /^\\(?:[afnrtv]|0[0-7]{0,2}|[1-7][0-7]{1,2}|x[0-9A-Fa-f]{2}|x\{[0-9A-Fa-f]{1,6}\}|[^A-Za-z0-9\u0080-\u{10ffff}])/u;
const PERL_CLASS = /^\\[dDsSwW]/;
const UNICODE_CLASS = /^\\[pP](?:\{\^?(\w+)\}|([A-Z]))/;
const ASSERTION = /^\\[AbBz]/;
/** Go refuses repetitions that come to more copies than this. */
const MOST = 1000;

/** Reads a regular expression as Go does, far enough to say whether it is one. */
export class Re2 {
  private rest: string;
  private readonly names = new Set<string>();

  constructor(pattern: string) {
    this.rest = pattern;
  }

  /** @throws Re2Error for a text that Go would refuse. */
  check(): void {
    this.alternatives();
    if (this.rest !== "") throw new Re2Error('a ")" closes nothing');
  }

  /** Reads to the end or to a `)`; gives the most copies that something in it is repeated to. */
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

  /** Reads one atom; gives its copies, or those of the one before where it is nothing by itself. */
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
    const [all = "", name, flags, end] = GROUP.exec(this.rest) ?? [];
    if (this.rest.startsWith("(?") && all.length < 3) {
      throw new Re2Error("RE2 has no lookaround and knows no such group");
    }
    if (flags?.endsWith("-")) throw new Re2Error("a group has flags that are none");
    if (name !== undefined && this.names.has(name)) {
      throw new Re2Error(`the name "${name}" is there twice`);
    }
    if (name !== undefined) this.names.add(name);
    this.rest = this.rest.slice(all.length);
    if (end === ")") return last;
    const copies = this.alternatives();
    if (!this.take(/^\)/)) throw new Re2Error('a "(" is not closed');
    return copies;
  }

  private repeated(copies: number | undefined, before: number | undefined): number | undefined {
    const count = COUNT.exec(this.rest);
    const repeat = this.take(/^[*+?]\??/) ?? this.take(/^\{\d+(,\d*)?\}\??/);
    if (repeat === undefined) return copies;
    if ((copies ?? before) === undefined) throw new Re2Error(`"${repeat}" repeats nothing`);
    if (/^[*+?]/.test(this.rest) || COUNT.test(this.rest)) {
      throw new Re2Error("a repetition is repeated");
    }
    const product = (copies ?? 1) * (count === null ? 1 : timesOf(count));
    if (product > MOST) throw new Re2Error(`RE2 repeats up to ${MOST} times`);
    return product;
  }

  /** Reads what stands between `\Q` and `\E`; without anything there it is no atom. */
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
      if (this.rest === "") throw new Re2Error('a "[" is not closed');
      if (this.take(NAMED_CLASS) === undefined && !this.classEscape()) this.range();
    }
    this.take(/^\]/);
  }

  private range(): void {
    if (/^\[:[^\]]*:\]/.test(this.rest)) throw new Re2Error("a class has an unknown name");
    const low = this.character();
    if (!/^-[^\]]/s.test(this.rest)) return;
    this.take(/^-/);
    const high = this.character();
    if (codeOf(low) > codeOf(high)) {
      throw new Re2Error(`the range ${low}-${high} is the wrong way round`);
    }
  }

  private classEscape(): boolean {
    if (this.take(PERL_CLASS) !== undefined) return true;
    const [all, long, short = ""] = UNICODE_CLASS.exec(this.rest) ?? [];
    if (all === undefined) return false;
    if (!isUnicodeClass(long ?? short)) throw new Re2Error(`there is no class "${all}"`);
    this.rest = this.rest.slice(all.length);
    return true;
  }

  private character(): string {
    if (!this.rest.startsWith("\\")) return this.take(/^./su) ?? "";
    const escaped = this.take(CHARACTER);
    if (escaped !== undefined) return escaped;
    if (/^\\[1-9]/.test(this.rest)) throw new Re2Error("RE2 has no references back");
    throw new Re2Error(`"${this.rest.slice(0, 2)}" is no escape`);
  }

  /** Takes what a pattern finds at the start of the rest. */
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
  if (Number(low) > most) throw new Re2Error("a repetition's limits are the wrong way round");
  return most;
}

/** Whether a name is a category or a script of Unicode, as far as JavaScript knows them too. */
function isUnicodeClass(name: string): boolean {
  return [`\\p{${name}}`, `\\p{Script=${name}}`].some((pattern) => {
    try {
      return new RegExp(pattern, "u").source !== "";
    } catch {
      return false;
    }
  });
}
