/** A token, and the line that it starts on. */
export interface Token {
  readonly text: string;
  readonly line: number;
}

const SPACE = /\p{White_Space}/u;

/** A text that is one token: letters, digits and signs that the lexer takes as they are. */
const ONE_TOKEN = /^[\w./:*@=,+?%-]+$/;

/** Characters that the lexer takes as they are, wherever they stand. */
const PLAIN_RUN = /[\w./:*@=,+?%${}()[\]<>|&~^!;'-]+/y;

/**
 * The tokens of a text for the plugin's lexer, an old fork of Caddy's. It has no heredocs and no
 * escapes inside quotes but `\"`, and the end of the text closes a quote.
 */
export function tokenize(text: string): Token[] {
  if (ONE_TOKEN.test(text)) return [{ text, line: 1 }];
  const lexer = new Lexer(text.startsWith("\ufeff") ? text.slice(1) : text);
  const tokens: Token[] = [];
  for (let token = lexer.next(); token !== undefined; token = lexer.next()) tokens.push(token);
  return tokens;
}

class Lexer {
  private at = 0;
  private line = 1;
  private skipped = 0;
  private value = "";
  private start = 1;
  private quote: '"' | "`" | undefined;
  private escaped = false;
  private comment = false;

  constructor(private readonly text: string) {}

  /** The next token; `undefined` at the end. */
  next(): Token | undefined {
    this.value = "";
    this.quote = undefined;
    this.escaped = false;
    this.comment = false;
    for (;;) {
      if (this.takeRun()) continue;
      const code = this.text.codePointAt(this.at);
      if (code === undefined) return this.value === "" ? undefined : this.token();
      const character = String.fromCodePoint(code);
      this.at += character.length;
      if (this.take(character)) return this.token();
    }
  }

  /** Takes characters without a meaning of their own at once; returns whether there were any. */
  private takeRun(): boolean {
    if (this.escaped) return false;
    PLAIN_RUN.lastIndex = this.at;
    const run = PLAIN_RUN.exec(this.text)?.[0];
    if (run === undefined) return false;
    this.at += run.length;
    if (this.comment) return true;
    if (this.value === "" && this.quote === undefined) this.start = this.line;
    this.value += run;
    return true;
  }

  private token(): Token {
    return { text: this.value, line: this.start };
  }

  /** Takes one character; returns whether it ends the token. */
  private take(character: string): boolean {
    if (!this.escaped && this.quote !== "`" && character === "\\") {
      this.escaped = true;
      return false;
    }
    if (this.quote !== undefined) return this.takeQuoted(character);
    if (SPACE.test(character)) return this.takeSpace(character);
    if (character === "#" && this.value === "") this.comment = true;
    if (!this.comment) this.takePlain(character);
    return false;
  }

  private takeQuoted(character: string): boolean {
    if (this.quote === '"' && this.escaped) {
      if (character !== '"') this.value += "\\";
      this.escaped = false;
    } else if (character === this.quote) {
      return true;
    }
    if (character === "\n") this.newLine();
    this.value += character;
    return false;
  }

  private takeSpace(character: string): boolean {
    if (character === "\r") return false;
    if (character === "\n") {
      if (this.escaped) {
        this.skipped++;
        this.escaped = false;
      } else {
        this.newLine();
      }
      this.comment = false;
    }
    return this.value !== "";
  }

  private takePlain(character: string): void {
    if (this.value === "") {
      this.start = this.line;
      if (character === '"' || character === "`") {
        this.quote = character;
        return;
      }
    }
    if (this.escaped) {
      this.value += "\\";
      this.escaped = false;
    }
    this.value += character;
  }

  private newLine(): void {
    this.line += 1 + this.skipped;
    this.skipped = 0;
  }
}
