/** Values that no label can carry, or that Caddy would ignore or refuse: all those of one input. */
export class LabelError extends Error {
  override readonly name = "LabelError";

  /** @param problems each with its place, the value, the rule and the fix. */
  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
  }
}
