// @ts-check
// The modules that states of earlier packages require, by the paths that they had then.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * Each old path below dist/, the modules that have its exports now, and the exports with another name.
 * See components/resources/README.md; test/package/old-state.json has all that an old state requires.
 *
 * @type {Readonly<Record<string, { in: readonly string[], renamed?: Readonly<Record<string, string>> }>>}
 */
export const OLD_PATHS = {
  "compare.js": { in: ["schema/canonical.js"] },
  "docker/containers.js": { in: ["docker/host/engine.js"] },
  "docker/missing.js": { in: ["docker/host/engine.js"] },
  "engine/client.js": { in: ["docker/host/client.js"] },
  "engine/containers.js": { in: ["docker/host/engine.js"] },
  "engine/files.js": { in: ["docker/files/files.js"] },
  "engine/missing.js": { in: ["docker/host/engine.js"] },
  "faults/connection.js": { in: ["resources/toxics/server.js"] },
  "faults/server-file.js": { in: ["resources/toxics/server.js"] },
  "faults/toxic-provider.js": { in: ["resources/toxics/index.js"] },
  "faults/untellable.js": {
    in: ["resources/toxics/server.js"],
    renamed: { untellable: "toxicityProblems" },
  },
  "prepared/folders.js": { in: ["resources/container-setup/folders.js"] },
  "prepared/props.js": { in: ["resources/container-setup/index.js"] },
  "route/answers.js": { in: ["docker/routes/probe.js"] },
  "route/held-back.js": { in: ["resources/route/held-back.js"] },
  "route/holder.js": { in: ["resources/route/holder.js"] },
  "route/labelled.js": { in: ["resources/route/labelled.js"] },
  "route/props.js": { in: ["resources/route/provider.js", "docker/routes/probe.js"] },
  "route/readiness.js": {
    in: ["docker/containers/readiness.js"],
    renamed: { untilReady: "waitForContainers", untilPassed: "waitForHealthCheck" },
  },
  "route/served.js": {
    in: ["docker/routes/served.js"],
    renamed: { untilLoaded: "waitForReload", untilAnswered: "waitForRoutes" },
  },
  "swarm/answered.js": {
    in: ["resources/swarm-route/steps.js"],
    renamed: { untilAnswered: "waitForServers" },
  },
  "swarm/certificate.js": { in: ["resources/authority/certificate.js"] },
  "swarm/holder.js": { in: ["resources/swarm-route/steps.js"] },
  "swarm/look.js": { in: ["swarm/tasks.js"] },
  "swarm/stop.js": { in: ["resources/swarm-rollout.js"] },
  "toxics/index.js": { in: ["toxics/api.js"] },
};

/**
 * The text of the file at an old path, which passes on to the modules of today.
 * @param {string} old
 */
export function textAt(old) {
  const { in: modules, renamed = {} } = OLD_PATHS[old] ?? { in: [] };
  const folder = path.posix.dirname(old);
  const [first, ...others] = modules.map((name) => `./${path.posix.relative(folder, name)}`);
  const lines = [
    ...[first, ...others].map((name) => `...require("${name}"),`),
    ...Object.entries(renamed).map(([name, today]) => `${name}: require("${first}").${today},`),
  ];
  return `"use strict";\nmodule.exports = {\n  ${lines.join("\n  ")}\n};\n`;
}

/**
 * Writes the files at all old paths.
 * @param {string} dist
 */
export function writeOldPaths(dist) {
  for (const old of Object.keys(OLD_PATHS)) {
    mkdirSync(path.join(dist, path.dirname(old)), { recursive: true });
    writeFileSync(path.join(dist, old), textAt(old));
  }
}
