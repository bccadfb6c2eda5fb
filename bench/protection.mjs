// Runs each ready-made experiment against the same service: with `reverse_proxy` alone, with the defaults of
// ProxiedService, and with two replicas of which it disturbs one. Prints the table of docs/resilience.md:
//   node bench/protection.mjs [experiment …]
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { local, projectDir } from "../toolchain/lib/paths.mjs";
import { engineEnv } from "../toolchain/lib/pulumi-cli.mjs";
import { setUp } from "../toolchain/lib/setup.mjs";
import { loadTypeScript } from "../toolchain/lib/typescript.mjs";

const EXPERIMENTS = [
  ...["slow-dependency", "phone-3g", "lost-data", "resets"],
  ...["dead-service", "flapping", "random-storm"],
];
const SEED = "20261124";
/** The host of the requests, and the proxy in Toxiproxy that the experiment disturbs. */
const WAYS = [
  { title: "plain", host: "plain", proxy: "plain" },
  { title: "protected", host: "shop", proxy: "shop" },
  { title: "protected, one of two", host: "pair", proxy: "pair" },
  { title: "plain POST", host: "plain", proxy: "plain", method: "POST" },
  { title: "protected POST, on request", host: "posted", proxy: "posted", method: "POST" },
];
const names = process.argv.length > 2 ? process.argv.slice(2) : EXPERIMENTS;

const { downloads } = await setUp("dev");
Object.assign(process.env, engineEnv(downloads), { GATEHOUSE_DIR: local() });
const { createProject } = loadTypeScript("test/engine/support/project");
const { serviceImage } = loadTypeScript("test/engine/support/service");

function program({ network, labelPrefix, httpPort, httpsPort, apiPort, images }, image) {
  const text = JSON.stringify;
  const service = { image, port: 8080 };
  const methods = ["GET", "HEAD", "OPTIONS", "POST"];
  return `
    import { CaddyProxy, ProxiedService, ProxyNetwork, ToxicPath, Toxiproxy } from "./components";
    export = () => {
      const network = new ProxyNetwork("net", { networkName: ${text(network)} });
      const image = ${text({ reference: images.caddy })};
      const place = ${text({ labelPrefix, httpPort, httpsPort })};
      const entry = new CaddyProxy("caddy", { network, image, ...place });
      const server = ${text({ image: images.toxiproxy, apiPort })};
      const through = new Toxiproxy("toxiproxy", { entry, ...server });
      const service = { entry, faults: { through }, ...${text(service)} };
      const shop = new ProxiedService("shop", { ...service, hosts: ["shop.localhost"] });
      new ProxiedService("pair", { ...service, hosts: ["pair.localhost"], replicas: 2 });
      const loadBalancing = { retries: { methods: ${text(methods)} } };
      new ProxiedService("posted", { ...service, hosts: ["posted.localhost"], loadBalancing });
      new ToxicPath("plain", { through, upstream: shop.upstream, hosts: ["plain.localhost"] });
      const urls = ["plain", "shop", "pair", "posted"].map(
        (name) => \`https://\${name}.localhost:${httpsPort}\`,
      );
      return { urls, proxy: entry.containerName, toxiproxyApi: through.api };
    };`;
}

/** The experiment as declared in its file, for one of the ways. */
function written(name, { host, proxy, method }, port) {
  const declared = parse(
    readFileSync(path.join(projectDir, "experiments", `${name}.yaml`), "utf8"),
  );
  const asked = method === undefined ? {} : { method, body: "x".repeat(1024) };
  const url = `https://${host}.localhost:${port}/`;
  return { ...declared, url, proxy, load: { ...declared.load, requestsPerSecond: 50, ...asked } };
}

async function conduct(project, name, way) {
  const experiment = written(name, way, project.httpsPort);
  project.write("bench.json", JSON.stringify(experiment));
  const drawn = experiment.randomFaults === undefined ? [] : ["--seed", SEED];
  const args = ["run", "experiment", "--", "bench.json", "--out", "bench-report", ...drawn];
  const { code, output } = await project.run("npm", args);
  if (code !== 0 && code !== 2) throw new Error(output);
  const { phases } = JSON.parse(project.read("bench-report/report.json"));
  return phases.find((phase) => phase.name === "faults");
}

const figure = (value, unit, scale = 1, digits = 0) =>
  value === undefined ? "none" : `${(value * scale).toFixed(digits)} ${unit}`;

const project = await createProject();
try {
  const { v1 } = await serviceImage();
  project.write("index.ts", program(project, v1));
  await project.pulumi("stack", "select", "--create", "dev");
  const up = await project.pulumi("up", "--stack", "dev", "--yes", "--skip-preview");
  if (up.code !== 0) throw new Error(up.output);
  console.log("| experiment | service | success | p50 | p99 |\n|---|---|---|---|---|");
  for (const name of names) {
    for (const way of WAYS) {
      const { successRate, p50, p99 } = await conduct(project, name, way);
      const cells = [figure(successRate, "%", 100, 1), figure(p50, "ms"), figure(p99, "ms")];
      console.log(`| ${[name, way.title, ...cells].join(" | ")} |`);
    }
  }
} finally {
  await project.remove();
}
