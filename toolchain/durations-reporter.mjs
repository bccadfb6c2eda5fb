// @ts-check
// A reporter of vitest: writes how long each file of tests took, with its hooks.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { local, projectDir } from "./lib/paths.mjs";

/**
 * The file that the reporter writes.
 * @param {string} project of vitest.config.mts
 */
export const durationsFile = (project) => local("logs", `durations-${project}.json`);

/** @typedef {{ file: string, milliseconds: number }} Duration */

class DurationsReporter {
  /** @param {readonly import("vitest/node").TestModule[]} modules */
  onTestRunEnd(modules) {
    /** @type {Map<string, Duration[]>} */
    const byProject = new Map();
    for (const module of modules) {
      const { collectDuration, duration } = module.diagnostic();
      const file = path.relative(projectDir, module.moduleId).split(path.sep).join("/");
      const found = byProject.get(module.project.name) ?? [];
      byProject.set(module.project.name, [
        ...found,
        { file, milliseconds: collectDuration + duration },
      ]);
    }
    mkdirSync(local("logs"), { recursive: true });
    for (const [project, found] of byProject) {
      writeFileSync(durationsFile(project), JSON.stringify(found));
    }
  }
}

// biome-ignore lint/style/noDefaultExport: vitest takes a reporter from the default export.
export default DurationsReporter;
