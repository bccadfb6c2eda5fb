// Records the pictures of the README from real commands, on the ports 80 and 443 of this machine:
//   node bench/pictures.mjs
// docs/images/preview.svg: a preview after a change of the README's service. docs/images/experiment.svg: the chart
// of the experiment that docs/resilience.md prints.
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { local, projectDir } from "../toolchain/lib/paths.mjs";
import { engineEnv } from "../toolchain/lib/pulumi-cli.mjs";
import { setUp } from "../toolchain/lib/setup.mjs";
import { loadTypeScript } from "../toolchain/lib/typescript.mjs";
import { terminalSvg } from "./lib/terminal-svg.mjs";

const { downloads } = await setUp("dev");
Object.assign(process.env, engineEnv(downloads), { GATEHOUSE_DIR: local() });
const { createProject } = loadTypeScript("test/engine/support/project");
const { blocksOf, printedServices, read } = loadTypeScript("test/docs/code");
const images = path.join(projectDir, "docs/images");

async function done(running) {
  const { code, output } = await running;
  if (code !== 0) throw new Error(output);
  return output;
}

/** What a person looks at: no progress, no passed checks, and the names that the checkout has. */
const shown = (output, { id }) =>
  output
    .split("\n")
    .filter((line) => !/^(@ |Checking |\s*$)/.test(stripVTControlCharacters(line)))
    .join("\n")
    .replaceAll(new RegExp(`[_-]${id}`, "g"), "");

async function recordPreview(project) {
  const image = JSON.stringify(project.images.whoami);
  const services = printedServices().replace(/(?<=image: )".*"/, image);
  project.write("services.ts", services);
  await done(project.pulumi("up", "--stack", "dev", "--yes", "--skip-preview"));
  const changed = services
    .replace('"shop.localhost"', '"shop.localhost", "store.localhost"')
    .replace("health:", 'timeouts: { responseHeader: "10s" },\n      health:');
  project.write("services.ts", changed);
  const output = await done(project.pulumi("preview", "--stack", "dev", "--color", "always"));
  writeFileSync(
    path.join(images, "preview.svg"),
    terminalSvg("npm run pulumi -- preview", shown(output, project)),
  );
}

async function recordExperiment(project) {
  const [experiment = ""] = blocksOf(read("docs/resilience.md"))("yaml").filter((text) =>
    text.startsWith("name: "),
  );
  project.write("experiment.yaml", experiment);
  // It misses an objective, on purpose: 2.
  await project.run("npm", ["run", "experiment", "--", "experiment.yaml"]);
  const reports = path.join(project.dir, ".gatehouse/experiments");
  const [report = ""] = readdirSync(reports);
  copyFileSync(path.join(reports, report, "chart.svg"), path.join(images, "experiment.svg"));
}

const project = await createProject();
try {
  mkdirSync(images, { recursive: true });
  project.configure({
    ...project.config,
    proxy: { labelPrefix: project.labelPrefix, httpPort: 80, httpsPort: 443 },
    toxiproxy: { hosts: ["toxic-whoami.localhost"], apiPort: project.apiPort },
  });
  await done(project.pulumi("stack", "select", "--create", "dev"));
  await recordPreview(project);
  await recordExperiment(project);
} finally {
  await project.remove();
}
