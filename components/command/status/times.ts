/** Spans of time, from the longest down: seconds, and the unit's name. */
const UNITS = [
  [86_400, "d"],
  [3_600, "h"],
  [60, "min"],
  [1, "s"],
] as const;

/** The time since then: `3 h ago`. */
export function ago(time: string, now: number): string {
  return `${span(now - Date.parse(time))} ago`;
}

/** The time until then: `89 d`. */
export function left(time: string, now: number): string {
  return span(Date.parse(time) - now);
}

/** In the longest unit of which there are two, rounded down: one day and a half is `36 h`. */
function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [length, unit] = UNITS.find(([each]) => seconds >= 2 * each) ?? [1, "s"];
  return `${Math.floor(seconds / length)} ${unit}`;
}
