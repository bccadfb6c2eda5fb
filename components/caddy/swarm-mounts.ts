import type { DataStorage } from "./storage";

/** A file or directory of the node in a container. */
export function bound(source: string, target: string, readOnly = false) {
  return { type: "bind", source, target, readOnly };
}

/** Folders of a container that are kept in memory, and go with it. */
export function scratch(...targets: string[]) {
  return targets.map((target) => ({ type: "tmpfs", target, readOnly: false }));
}

/** A folder of a container at a place that outlives it; in memory where none is named. */
export function kept(target: string, { volume, directory }: DataStorage = {}) {
  if (directory !== undefined) return [bound(directory, target)];
  if (volume === undefined) return scratch(target);
  return [{ type: "volume", source: volume, target, readOnly: false }];
}
