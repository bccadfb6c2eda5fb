/** An element of an SVG, as text. */
export type Element = string;

type Attributes = Readonly<Record<string, string | number>>;

/** An element; its content is text or elements. */
export function element(name: string, attributes: Attributes, content?: string): Element {
  const words = Object.entries(attributes).map(([key, value]) => ` ${key}="${plain(value)}"`);
  return content === undefined
    ? `<${name}${words.join("")}/>`
    : `<${name}${words.join("")}>${content}</${name}>`;
}

/** A text; `anchor` is `start`, `middle` or `end`. */
export function label(x: number, y: number, text: string, more: Attributes = {}): Element {
  return element("text", { x, y, ...more }, escaped(text));
}

/** A straight line. */
export function rule(x1: number, y1: number, x2: number, y2: number, kind: string): Element {
  return element("line", { x1, y1, x2, y2, class: kind });
}

/** Lines through points, interrupted where a point is missing; one that stands alone is a dot. */
export function curve(
  points: readonly (readonly [number, number] | undefined)[],
  kind: string,
): Element[] {
  const runs: (readonly [number, number])[][] = [[]];
  for (const point of points) {
    if (point === undefined) runs.push([]);
    else runs.at(-1)?.push(point);
  }
  return runs.flatMap((run) => {
    const [first] = run;
    if (first === undefined) return [];
    if (run.length === 1) {
      return [element("circle", { cx: first[0], cy: first[1], r: 2.5, class: `${kind} dot` })];
    }
    return [
      element("polyline", {
        points: run.map(([x, y]) => `${plain(x)},${plain(y)}`).join(" "),
        class: kind,
      }),
    ];
  });
}

/** Text in XML. */
export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function plain(value: string | number): string {
  return typeof value === "number" ? `${Number(value.toFixed(1))}` : escaped(value);
}
