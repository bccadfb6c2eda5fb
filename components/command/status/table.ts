// `gatehouse status` for people: a table, and below it what is wrong.
import type { Colors } from "picocolors/types";
import { isLocal } from "../../docker/host/engine";
import { describeToxic } from "../../toxics/body";
import { tlsHost } from "./certificates";
import { isUndeclared } from "./faults";
import type { ComponentStatus, StackStatus } from "./model";
import { ago, left } from "./times";

/** How the table is printed. */
export interface Printing {
  readonly colours: Colors;
  /** Characters of a line. Default: as many as it needs. */
  readonly columns?: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** As a person would type Pulumi: `npx pulumi`. */
  readonly pulumi: string;
}

/** A cell: its text, and how it is painted. */
interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

const HEADINGS = [
  "HOST",
  "SERVICE",
  "IMAGE",
  "HEALTHY",
  "RELEASED",
  "CERTIFICATE",
  "FAULTS",
  "DRIFT",
];

/** The column that gives way where a line is too narrow, and its least width. */
const GIVES_WAY = HEADINGS.indexOf("IMAGE");
const LEAST = 12;

/** The status as text. */
export function statusText(status: StackStatus, printing: Printing): string {
  const { stack, project, written, components } = status;
  const { now, colours } = printing;
  const changed = written === undefined ? "" : `, last updated ${ago(written, now)}`;
  const head = `Stack ${colours.bold(stack)} of project ${project}${changed}`;
  if (components.length === 0) return `${head}\n\nNothing is deployed.\n`;
  const heading = HEADINGS.map((text) => ({ text, paint: colours.dim }));
  const rows = components.flatMap((each) => rowsOf(each, components, printing));
  return [
    head,
    "",
    ...lines([heading, ...rows], printing.columns),
    ...below(status, printing),
    "",
  ].join("\n");
}

/** The rows of a component: one for each host. */
function rowsOf(
  component: ComponentStatus,
  all: readonly ComponentStatus[],
  { colours, now }: Printing,
): Cell[][] {
  const { urls, image = "", released, drift, reached } = component;
  const unknown: Cell = { text: UNKNOWN, paint: colours.yellow };
  const name = nameIn(component, all);
  const first: Cell[] = [
    hostCell(urls[0]),
    { text: name },
    { text: shortImage(image), paint: colours.dim },
    healthCell(component, colours),
    { text: released === undefined ? NONE : ago(released, now) },
    certificateCell(component, urls[0], { colours, now }),
    faultsCell(component, colours),
    drift.length === 0 ? { text: NONE } : { text: "yes", paint: colours.red },
  ].map((cell, column) => (reached || column < KNOWN ? cell : unknown));
  const further = urls.slice(1).map((url): Cell[] => {
    const empty = { text: "" };
    const certificate = certificateCell(component, url, { colours, now });
    return [hostCell(url), { text: name }, empty, empty, empty, certificate, empty, empty];
  });
  return [first, ...further];
}

const NONE = "-";
const UNKNOWN = "?";

/** How many columns the state alone tells: all before the health. */
const KNOWN = HEADINGS.indexOf("HEALTHY");

function hostCell(url: string | undefined): Cell {
  return { text: (url && tlsHost(url)) ?? url ?? NONE };
}

/** The name, with the Docker host where the stack is on several. */
function nameIn({ name, docker }: ComponentStatus, all: readonly ComponentStatus[]): string {
  const isAlone = all.every((other) => other.docker === docker);
  if (isAlone) return name;
  const place = isLocal({ url: docker }) ? "this machine" : docker.replace(/^\w+:\/\//, "");
  return `${name} (${place})`;
}

/** `shop:1.4` of `registry.example.com/team/shop:1.4@sha256:…`. */
function shortImage(image: string): string {
  const [tagged = ""] = image.split("@");
  return tagged.split("/").at(-1) || NONE;
}

function healthCell({ health, answers }: ComponentStatus, colours: Colors): Cell {
  if (health !== undefined) {
    const { healthy, wanted } = health;
    return {
      text: `${healthy}/${wanted}`,
      paint: healthy === wanted ? colours.green : colours.red,
    };
  }
  if (answers === undefined) return { text: NONE };
  return answers
    ? { text: "answers", paint: colours.green }
    : { text: "silent", paint: colours.red };
}

function certificateCell(
  { certificates = [] }: ComponentStatus,
  url: string | undefined,
  { colours, now }: Pick<Printing, "colours" | "now">,
): Cell {
  const certificate = certificates.find(({ host }) => url !== undefined && tlsHost(url) === host);
  if (certificate === undefined) return { text: NONE };
  const { until } = certificate;
  if (until === undefined) return { text: "none", paint: colours.red };
  if (Date.parse(until) <= now) return { text: "expired", paint: colours.red };
  return { text: `${left(until, now)} left` };
}

function faultsCell({ faults }: ComponentStatus, colours: Colors): Cell {
  if (faults === undefined) return { text: UNKNOWN, paint: colours.yellow };
  const words = faults.flatMap(({ down, toxics }) => [
    ...(down ? ["down"] : []),
    ...toxics.map(({ type }) => type.replaceAll("_", " ")),
  ]);
  if (words.length === 0) return { text: NONE };
  return { text: [...new Set(words)].join(", "), paint: colours.yellow };
}

/** The rows with equal columns; the image gives way to a narrow terminal. */
function lines(rows: readonly (readonly Cell[])[], columns = Number.POSITIVE_INFINITY): string[] {
  const widths = HEADINGS.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.text.length ?? 0)),
  );
  const total = widths.reduce((sum, width) => sum + width + 2, -2);
  const image = widths[GIVES_WAY] ?? 0;
  const room = Math.max(Math.min(image, LEAST), image - Math.max(0, total - columns));
  widths[GIVES_WAY] = room;
  return rows.map((row) =>
    row
      .map(({ text, paint = String }, column) => {
        const width = widths[column] ?? 0;
        const fitting = text.length > width ? `${text.slice(0, width - 1)}…` : text;
        const padding = column === row.length - 1 ? "" : " ".repeat(width - fitting.length + 2);
        return paint(fitting) + padding;
      })
      .join("")
      .trimEnd(),
  );
}

/** What the table has no room for. */
function below(
  { stack, components, problems, unknown }: StackStatus,
  { colours, pulumi }: Printing,
) {
  const faults = components.flatMap(({ name, faults: found = [] }) =>
    found.flatMap(({ path, down, toxics }) => [
      ...(down ? [`${name}: path ${path} takes no connections`] : []),
      ...toxics.map((toxic) => `${name}: ${describeToxic(toxic)}`),
    ]),
  );
  const drift = components.flatMap((each) => each.drift.map((phrase) => `${each.name}: ${phrase}`));
  const wrong = components.flatMap((each) => each.problems.map((text) => `${each.name}: ${text}`));
  return [
    ...section(colours.yellow("Faults in force:"), faults),
    ...section(colours.red("Wrong:"), [...problems, ...wrong]),
    ...section(colours.red("Changed by hand:"), drift),
    ...(drift.every(isUndeclared)
      ? []
      : [`  To repair it: ${pulumi} up --refresh --stack ${stack}`]),
    ...section(colours.yellow("Unknown:"), unknown),
  ];
}

function section(title: string, texts: readonly string[]): string[] {
  return texts.length === 0 ? [] : ["", title, ...texts.map((text) => `  ${text}`)];
}
