// `gatehouse doctor` for people: a line for each check.
import type { Colors } from "picocolors/types";
import type { Chapter } from "./examine";
import { type Finding, Outcome } from "./finding";

/** Characters before a text: two spaces, the outcome and the check. */
const OUTCOME = 9;
const CHECK = 14;

/** The findings as text. */
export function reportText(chapters: readonly Chapter[], colours: Colors): string {
  const parts = chapters.map(({ about, findings }) => {
    return [colours.bold(about), ...findings.map((each) => lineOf(each, colours))].join("\n");
  });
  return `${parts.join("\n\n")}\n\n${verdict(chapters)}\n`;
}

function lineOf({ outcome, check, text }: Finding, colours: Colors): string {
  const indent = `\n${" ".repeat(2 + OUTCOME + CHECK)}`;
  return `  ${paintOf(outcome, colours)(outcome.padEnd(OUTCOME))}${check.padEnd(CHECK)}${text.replaceAll("\n", indent)}`;
}

function paintOf(outcome: Outcome, { green, red, yellow }: Colors) {
  if (outcome === Outcome.Ok) return green;
  return outcome === Outcome.Problem ? red : yellow;
}

function verdict(chapters: readonly Chapter[]): string {
  const problems = countOf(chapters, Outcome.Problem);
  const unknown = countOf(chapters, Outcome.Unknown);
  const open = unknown === 0 ? "" : ` ${unknown} could not be told.`;
  if (problems === 0) return `No problem found.${open}`;
  return `${problems === 1 ? "1 problem" : `${problems} problems`} found.${open}`;
}

/** How many findings have an outcome. */
export function countOf(chapters: readonly Chapter[], outcome: Outcome): number {
  return chapters.flatMap(({ findings }) => findings).filter((each) => each.outcome === outcome)
    .length;
}
