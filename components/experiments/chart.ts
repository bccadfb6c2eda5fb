import { moment } from "./format";
import type { Part, Report } from "./report";
import type { Second } from "./statistics";
import {
  curve,
  type Element,
  element,
  escaped,
  label,
  latencyAxis,
  linear,
  rule,
  type Scale,
  secondTicks,
  type Tick,
} from "./svg";

const WIDTH = 960;
const LEFT = 70;
const RIGHT = 930;
const LATENCY = { top: 86, bottom: 306 };
const SUCCESS = { top: 346, bottom: 446 };
const LIST_TOP = 508;

const STYLE = `
text { font: 12px system-ui, sans-serif; fill: #333; }
.title { font-size: 17px; font-weight: 600; }
.grid { stroke: #ddd; }
.axis { stroke: #777; }
.phase { stroke: #777; stroke-dasharray: 4 3; }
.fault { fill: #d8d4e8; fill-opacity: 0.75; }
polyline { fill: none; stroke-width: 2; stroke-linejoin: round; }
.p50 { stroke: #0072b2; }
.p99 { stroke: #d55e00; }
.success { stroke: #00825a; }
.p50.dot { fill: #0072b2; }
.p99.dot { fill: #d55e00; }
.success.dot { fill: #00825a; }
`;

/** `chart.svg`: latencies and success of each second, with the faults as numbered bands. */
export function chartOf(report: Report): string {
  const { faults, phases, name, url } = report;
  const end = Math.max(...phases.map(({ to }) => to), 1_000) / 1_000;
  const x = linear(0, end, LEFT, RIGHT);
  // Leaves out a last second of less than half a second: it has too few requests.
  const seconds = report.seconds.filter(({ second }) => second + 0.5 <= end);
  const height = LIST_TOP + listHeight(faults);
  const title = `${name}: ${report.result}`;
  const content = [
    element("title", {}, escaped(title)),
    element("style", {}, STYLE),
    element("rect", { x: 0, y: 0, width: WIDTH, height, fill: "#fff" }),
    label(LEFT, 28, title, { class: "title" }),
    label(LEFT, 48, url),
    ...legend(),
    ...bands(faults, x, LATENCY.top, SUCCESS.bottom),
    ...bandNumbers(faults, x, LATENCY.bottom + 24),
    ...latencyPanel(seconds, x),
    ...successPanel(seconds, x),
    ...timeAxis(end, x),
    ...phases.slice(1).flatMap(({ from }) => divider(from, x)),
    ...faultList(faults, LEFT, LIST_TOP),
  ];
  const size = { role: "img", width: WIDTH, height, viewBox: `0 0 ${WIDTH} ${height}` };
  return `${element("svg", { xmlns: "http://www.w3.org/2000/svg", ...size }, `\n${content.join("\n")}\n`)}\n`;
}

function legend(): Element[] {
  const entry = (at: number, kind: string, text: string) => [
    element("polyline", { points: `${at},66 ${at + 24},66`, class: kind }),
    label(at + 30, 70, text),
  ];
  return [
    ...entry(LEFT, "p50", "latency, median (p50)"),
    ...entry(LEFT + 180, "p99", "latency, 99th percentile (p99)"),
    ...entry(LEFT + 410, "success", "success rate"),
    element("rect", { x: LEFT + 530, y: 59, width: 24, height: 13, class: "fault" }),
    label(LEFT + 560, 70, "fault in force"),
    rule(LEFT + 660, 58, LEFT + 660, 73, "phase"),
    label(LEFT + 668, 70, "start and end of faults"),
  ];
}

function latencyPanel(seconds: readonly Second[], x: Scale): Element[] {
  const largest = Math.max(...seconds.map(({ p99 = 1 }) => p99));
  const { scale, ticks } = latencyAxis(largest, LATENCY.bottom, LATENCY.top);
  const line = (key: "p50" | "p99") =>
    curve(
      seconds.map(({ second, [key]: value }) =>
        value === undefined ? undefined : [x(second + 0.5), scale(value)],
      ),
      key,
    );
  return [...levels(ticks, scale), ...line("p99"), ...line("p50")];
}

function successPanel(seconds: readonly Second[], x: Scale): Element[] {
  const scale = linear(0, 1, SUCCESS.bottom, SUCCESS.top);
  const ticks = [0, 0.5, 1].map((value) => ({ value, label: `${value * 100} %` }));
  const points = seconds.map(({ second, successRate }) =>
    successRate === undefined ? undefined : ([x(second + 0.5), scale(successRate)] as const),
  );
  return [...levels(ticks, scale), ...curve(points, "success")];
}

function levels(ticks: readonly Tick[], scale: Scale): Element[] {
  return ticks.flatMap(({ value, label: text }, index) => [
    rule(LEFT, scale(value), RIGHT, scale(value), index === 0 ? "axis" : "grid"),
    label(LEFT - 8, scale(value) + 4, text, { "text-anchor": "end" }),
  ]);
}

function timeAxis(end: number, x: Scale): Element[] {
  return [
    ...secondTicks(end).flatMap(({ value, label: text }) => [
      rule(x(value), SUCCESS.bottom, x(value), SUCCESS.bottom + 5, "axis"),
      label(x(value), SUCCESS.bottom + 19, text, { "text-anchor": "middle" }),
    ]),
    label((LEFT + RIGHT) / 2, SUCCESS.bottom + 38, "seconds since the load began", {
      "text-anchor": "middle",
    }),
  ];
}

function divider(from: number, x: Scale): Element[] {
  const at = x(from / 1_000);
  return [rule(at, LATENCY.top, at, SUCCESS.bottom, "phase")];
}

const LINE = 18;
/** How many faults the list below the chart has at most; report.md has them all. */
const LISTED = 20;
/** How near the numbers of two bands can stand, in pixels. */
const APART = 16;

/** A band for each fault, as long as it was in force. */
function bands(faults: readonly Part[], x: Scale, top: number, bottom: number): Element[] {
  return faults.map(({ from, to }) => {
    const start = x(from / 1_000);
    const width = Math.max(1, x(to / 1_000) - start);
    return element("rect", { x: start, y: top, width, height: bottom - top, class: "fault" });
  });
}

/** The numbers of the faults, where they begin; numbers that would overlap share a label. */
function bandNumbers(faults: readonly Part[], x: Scale, y: number): Element[] {
  const places: { at: number; numbers: number[] }[] = [];
  for (const [index, { from }] of faults.entries()) {
    const at = x(from / 1_000);
    const last = places.at(-1);
    if (last && at - last.at < APART) last.numbers.push(index + 1);
    else places.push({ at, numbers: [index + 1] });
  }
  return places.map(({ at, numbers }) => label(at + 3, y, numbers.join(", ")));
}

/** The name and times of each number. */
function faultList(faults: readonly Part[], x: number, y: number): Element[] {
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

/** The height of the list, in pixels. */
function listHeight(faults: readonly Part[]): number {
  return LINE * Math.min(faults.length, LISTED + 1);
}
