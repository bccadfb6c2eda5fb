import type { Block } from "../caddyfile/block";
import type { Argument } from "../model/argument";

/** What reads the blocks of one container's labels. */
export interface Reader {
  /** The argument that a token stands for. */
  readonly argument: (token: string) => Argument;
  /** Says that a label can't be read. */
  readonly refuse: (block: Block, reason: string) => void;
}

/** The arguments of a block that must be plain text; a variable among them is refused. */
export function texts(tokens: readonly string[], block: Block, reader: Reader): string[] {
  return tokens.map((token) => {
    const argument = reader.argument(token);
    if (typeof argument === "string") return argument;
    reader.refuse(block, "has a variable where only text can be read");
    return token;
  });
}
