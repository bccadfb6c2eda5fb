// Measures what the path through Toxiproxy costs without toxics, and how soon a new toxic is in force:
//   node bench/faults.mjs [seconds of load, default 5]
import { Agent, request } from "node:https";
import { local } from "../toolchain/lib/paths.mjs";
import { engineEnv } from "../toolchain/lib/pulumi-cli.mjs";
import { setUp } from "../toolchain/lib/setup.mjs";
import { loadTypeScript } from "../toolchain/lib/typescript.mjs";

const SECONDS = Number(process.argv[2] ?? 5);
const LATENCY = 300;
const TRIES = 5;

const { downloads } = await setUp("dev");
Object.assign(process.env, engineEnv(downloads), { GATEHOUSE_DIR: local() });
const { createProgram } = loadTypeScript("test/engine/support/program");
const { serviceImage } = loadTypeScript("test/engine/support/service");
const { visit } = loadTypeScript("test/engine/support/http");

function declare(project, image, toxics) {
  const { network, labelPrefix, httpPort, httpsPort, apiPort, images } = project;
  const text = JSON.stringify;
  project.program(
    `const { CaddyProxy, ProxiedService, ProxyNetwork, Toxiproxy } = gatehouse;
     const network = new ProxyNetwork("net", { networkName: ${text(network)} });
     const image = ${text({ reference: images.caddy })};
     const place = ${text({ labelPrefix, httpPort, httpsPort })};
     const entry = new CaddyProxy("caddy", { network, image, ...place });
     const through = new Toxiproxy("toxiproxy", { entry, ...${text({ image: images.toxiproxy, apiPort })} });
     const service = { entry, image: ${text(image)}, port: 8080 };
     new ProxiedService("plain", { ...service, hosts: ["plain.localhost"] });
     const faults = { through, toxics: ${text(toxics)} };
     new ProxiedService("through", { ...service, hosts: ["through.localhost"], faults });`,
  );
}

async function up(project) {
  const { code, output } = await project.up();
  if (code !== 0) throw new Error(output);
}

function get(agent, port, host) {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, agent, headers: { Host: host }, servername: host };
    const sent = request({ ...options, rejectUnauthorized: false }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode));
    });
    sent.on("error", reject);
    sent.end();
  });
}

/** Requests a second, median and 99th percentile; each client waits for an answer before its next request. */
async function measure(port, host, clients) {
  const times = [];
  const end = performance.now() + SECONDS * 1000;
  const loop = async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (performance.now() < end) {
      const started = performance.now();
      const status = await get(agent, port, host);
      if (status !== 200) throw new Error(`${host} answers ${status}`);
      times.push(performance.now() - started);
    }
    agent.destroy();
  };
  await Promise.all(Array.from({ length: clients }, loop));
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.floor(share * (times.length - 1))].toFixed(2);
  return [`${Math.round(times.length / SECONDS)}/s`, `${at(0.5)} ms`, `${at(0.99)} ms`];
}

/** Seconds from the start of `up` to the first delayed answer, and to the end of `up`. */
async function inForce(project) {
  const started = performance.now();
  const since = () => (performance.now() - started) / 1000;
  const updated = up(project).then(since);
  for (;;) {
    const { duration } = await visit({ port: project.httpsPort, host: "through.localhost" });
    if (duration >= LATENCY) break;
  }
  const noticed = since() - LATENCY / 1000;
  return [`${noticed.toFixed(1)} s`, `${(await updated).toFixed(1)} s`];
}

const row = (cells) =>
  console.log(
    cells
      .map((cell) => cell.padEnd(14))
      .join("")
      .trimEnd(),
  );
const project = await createProgram();
try {
  const { v1 } = await serviceImage();
  declare(project, v1, []);
  await up(project);
  row(["clients", "path", "requests", "median", "99 %"]);
  for (const clients of [1, 32]) {
    for (const way of ["plain", "through"]) {
      row([`${clients}`, way, ...(await measure(project.httpsPort, `${way}.localhost`, clients))]);
    }
  }
  row(["", "a toxic is", "in force after", "up ends after"]);
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    declare(project, v1, [{ latency: { latency: `${LATENCY}ms` } }]);
    row(["", "added", ...(await inForce(project))]);
    declare(project, v1, []);
    await up(project);
  }
} finally {
  await project.remove();
}
