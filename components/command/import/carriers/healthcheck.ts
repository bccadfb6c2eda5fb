import { list, object } from "../../code/code";
import { fieldOf, type Located, textOf } from "../../compose/tree";
import type { Target } from "../target";
import { textsOf } from "./values";

/** `healthcheck`. */
export function carryHealthcheck(node: Located, to: Target): void {
  const test = fieldOf(node, "test");
  const given = test === undefined ? [] : textsOf(test);
  const [kind, ...rest] = given;
  if (textOf(fieldOf(node, "disable")) === "true" || kind === "NONE") {
    to.left(
      node.at,
      "healthcheck",
      "the image's own can't be turned off; give it another command.",
    );
    return;
  }
  if (test === undefined || kind === undefined) {
    to.left(node.at, "healthcheck", "its times need a command: write healthcheck: { command }.");
    return;
  }
  const shell = (line: string) => list(["sh", "-c", line]);
  const listed = Array.isArray(test.value);
  const command = !listed
    ? shell(kind)
    : kind === "CMD-SHELL"
      ? shell(rest[0] ?? "")
      : list(kind === "CMD" ? rest : given);
  const retries = textOf(fieldOf(node, "retries"));
  to.set(
    "healthcheck",
    object({
      command,
      interval: textOf(fieldOf(node, "interval")),
      timeout: textOf(fieldOf(node, "timeout")),
      retries: retries === undefined ? undefined : Number(retries),
    }),
  );
}
