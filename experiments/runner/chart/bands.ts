import { moment } from "../format";
import type { Part } from "../report";
import type { Scale } from "./scales";
import { type Element, element, label } from "./svg";

const LINE = 18;
/** More faults than these are not listed below the chart; report.md has them all. */
const LISTED = 20;
/** How near the numbers of two bands can stand, in pixels. */
const APART = 16;

/** A band for each fault, as long as it was in force. */
export function bands(faults: readonly Part[], x: Scale, top: number, bottom: number): Element[] {
  return faults.map(({ from, to }) => {
    const start = x(from / 1_000);
    const width = Math.max(1, x(to / 1_000) - start);
    return element("rect", { x: start, y: top, width, height: bottom - top, class: "fault" });
  });
}

/** The numbers of the faults, by their beginning, where they begin; those of one place together. */
export function bandNumbers(faults: readonly Part[], x: Scale, y: number): Element[] {
  const places: { at: number; numbers: number[] }[] = [];
  for (const [index, { from }] of faults.entries()) {
    const at = x(from / 1_000);
    const last = places.at(-1);
    if (last && at - last.at < APART) last.numbers.push(index + 1);
    else places.push({ at, numbers: [index + 1] });
  }
  return places.map(({ at, numbers }) => label(at + 3, y, numbers.join(", ")));
}

/** What each number means. */
export function faultList(faults: readonly Part[], x: number, y: number): Element[] {
  const lines = faults
    .slice(0, LISTED)
    .map(
      ({ name, from, to }, index) => `${index + 1}  ${name}, from ${moment(from)} to ${moment(to)}`,
    );
  const more = faults.length - lines.length;
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].map((line, index) =>
    label(x, y + LINE * index, line),
  );
}

/** How high the list is, in pixels. */
export function listHeight(faults: readonly Part[]): number {
  return LINE * Math.min(faults.length, LISTED + 1);
}
