import { outlineProgram } from "../../labels";
import type { RegisteredComponent } from "../about";

/** The paths that only the page of a portal requests, one for each service. */
const ASKED_BY_PAGE = /^\/(health\/[\w-]+|certificates), method GET$/;

/** Fixed, so that a longer line changes no other line. */
const WIDTHS = [32, 24, 16];

/**
 * One line a route, below the names of the columns, sorted by host; routes of one host are in the order
 * in which Caddy tries them.
 */
export function routeTable(components: readonly RegisteredComponent[]): string {
  const portals = components.filter(({ component }) => component === "Portal");
  const ofPortals = new Set(portals.map(({ name }) => name));
  const rows = outlineProgram(components)
    .filter(({ path, container }) => !(ofPortals.has(container) && ASKED_BY_PAGE.test(path)))
    .map(({ host, path, container, features }) => [host, path, container, features.join(", ")]);
  return [["HOST", "PATH", "SERVICE", "FEATURES"], ...rows].map(line).join("");
}

function line(cells: readonly string[]): string {
  const padded = cells.map((cell, index) => cell.padEnd(WIDTHS[index] ?? 0));
  return `${padded.join("  ").trimEnd()}\n`;
}
