import { outlineRoutes, type Routing } from "../labels";

/** What a component has asked of the entry point, by its name. */
interface Claim {
  readonly name: string;
  readonly routing: Routing;
}

/** Widths do not follow the contents, so that a longer line changes no other line. */
const WIDTHS = [32, 24, 16];

/** One line a route, below the names of the columns, sorted by host. */
export function routeTable(claims: readonly Claim[]): string {
  const rows = claims
    .flatMap(({ name, routing }) =>
      outlineRoutes(routing).map(({ host, path, features }) => [
        host,
        path,
        name,
        features.join(", "),
      ]),
    )
    .sort(([a = ""], [b = ""]) => (a < b ? -1 : Number(a > b)));
  return [["HOST", "PATH", "SERVICE", "FEATURES"], ...rows].map(line).join("");
}

function line(cells: readonly string[]): string {
  const padded = cells.map((cell, index) => cell.padEnd(WIDTHS[index] ?? 0));
  return `${padded.join("  ").trimEnd()}\n`;
}
