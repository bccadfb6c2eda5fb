import type { CaddyProxy } from "../caddy/caddy-proxy";
import { isInside } from "../caddy/deployment/directories";
import { type Problem, problem } from "../schema/problems";

/** The problem of a directory that the server can't read, with the line to write. */
export function directoryProblems(place: string, path: unknown, entry: CaddyProxy): Problem[] {
  const { directories, name } = entry;
  if (typeof path !== "string" || directories.includes(path) || isInside(directories, path)) {
    return [];
  }
  const wanted = JSON.stringify([...directories, path]);
  return [
    problem(
      place,
      `must be in a directory that the entry point can read, got ${JSON.stringify(path)}. Write ` +
        `directories: ${wanted} in CaddyProxy "${name}", which replaces the proxy once.`,
    ),
  ];
}
