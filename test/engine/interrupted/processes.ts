import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { expect } from "vitest";

/** A process that works in the folder of a project. */
export interface Running {
  readonly id: number;
  readonly command: string;
}

/** The processes of an update, by their command lines. */
export const ENGINE = /\/bin\/pulumi up/;
export const PLUGIN = /pulumi-resource-docker/;
export const PROGRAM = /pulumi-language-nodejs|nodejs\/run|cmd\/run/;
export const ROUTES = /dynamic-provider/;

/** The processes of a project. */
export function processesIn(folder: string): Running[] {
  return readdirSync("/proc").flatMap((name) => {
    try {
      if (!/^\d+$/.test(name) || readlinkSync(`/proc/${name}/cwd`) !== folder) return [];
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
      return [{ id: Number(name), command }];
    } catch {
      return [];
    }
  });
}

/** Kills some processes of a project. */
export function killIn(folder: string, victim: RegExp): void {
  const found = processesIn(folder).filter(({ command }) => victim.test(command));
  expect(found).not.toEqual([]);
  for (const { id } of found) process.kill(id, "SIGKILL");
}
