import { describeToxic, toxicBody } from "../toxics/body";
import type { FaultKind } from "./faults";
import type { Summary } from "./statistics";

/** `0.4 ms`, `12 ms`, `1.25 s`; `none` where there is no such figure. */
export function time(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return "none";
  if (milliseconds >= 1_000) return `${Number((milliseconds / 1_000).toFixed(2))} s`;
  return `${Number(milliseconds.toFixed(milliseconds < 10 ? 1 : 0))} ms`;
}

/** A moment of a run, `12.3 s`. */
export const moment = (milliseconds: number) => `${(milliseconds / 1_000).toFixed(1)} s`;

/** `99.52 %`, rounded down, so 100 % means all, and a missed objective never looks met. */
export function share(value: number | undefined): string {
  if (value === undefined) return "none";
  // 0.29 * 100 is a little less than 29.
  return `${Math.floor(value * 10_000 + 1e-6) / 100} %`;
}

/** A fault in words. */
export function faultText({ toxic }: FaultKind): string {
  return toxic === undefined ? "down: connections are refused" : describeToxic(toxicBody(toxic));
}

/** Figures in one line. */
export function figures({ requests, successRate, p50, p99 }: Summary): string {
  return `${requests} requests, success ${share(successRate)}, p50 ${time(p50)}, p99 ${time(p99)}`;
}

/** Rows of equal cells with two spaces between columns. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return rows.map(line).join("\n");
}
