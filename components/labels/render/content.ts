import type { Argument } from "../model/argument";
import type { Directive } from "../model/directive";

/** A directive of labels: its matchers are arguments and definitions. */
export interface RenderedDirective {
  readonly name: string;
  readonly order?: number;
  /** Whether labels keep the order of its block. */
  readonly ordered?: boolean;
  readonly args: readonly Argument[];
  readonly block: readonly RenderedDirective[];
}

/** What is known of a directive from its content: its name, arguments and block. Equal ones share it. */
export interface Content {
  /** Whether nothing in its block refers to anything outside: no matcher, no import. */
  readonly alone: boolean;
  /** The words of its block, if it is alone. */
  words?: readonly RenderedDirective[];
  /** Whether it is alone and has no mistake. */
  correct?: boolean;
}

/** How many contents are kept, so that they take little memory. */
const MOST = 1000;

const contents = new Map<string, Content>();

/** The contents of a routing's directives, which are looked up once. */
export class Contents {
  private readonly found = new Map<Directive, Content>();

  /** The content of a directive, without its matcher. */
  of(word: Directive): Content {
    const known = this.found.get(word);
    if (known !== undefined) return known;
    const content = contentOf(word);
    this.found.set(word, content);
    return content;
  }
}

function contentOf({ name, args, block }: Directive): Content {
  const text = JSON.stringify([name, args, block]);
  const known = contents.get(text);
  if (known !== undefined) return known;
  if (contents.size >= MOST) contents.clear();
  const content = { alone: block.every(isAlone) };
  contents.set(text, content);
  return content;
}

function isAlone({ name, matcher, block }: Directive): boolean {
  return matcher === undefined && name !== "import" && name !== "invoke" && block.every(isAlone);
}
