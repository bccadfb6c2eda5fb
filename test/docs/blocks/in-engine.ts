import { allBlocks } from "./block";

/** Outputs that a test of test/engine compares, by their first words. */
export const IN_ENGINE = {
  "Deploying stack dev.": "documents",
  "Outputs:\n": "entry-point",
  "+-docker:index/container:Container: (replace)": "documents",
  "$ npm run experiment -- bad-friday.yaml": "experiments",
  "error: the stack is currently locked by": "state",
  "  + change   : ": "static-sites",
  "Removed container shop-0ae29ba": "interrupted",
  "error: https://dev.localhost/ does not answer": "upstreams",
} as const;

/** The blocks that start with these words, of which the documents have one at least. */
export function printed(words: keyof typeof IN_ENGINE): [string, ...string[]] {
  const [first, ...others] = allBlocks().filter(({ text }) => text.startsWith(words));
  if (first === undefined) throw new Error(`no document prints a block that starts with ${words}`);
  return [first.text, ...others.map(({ text }) => text)];
}
