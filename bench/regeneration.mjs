// Measures how soon a new route answers among 50, 200 and 400 others: with the plugin's defaults (it tries
// each site), with those of a private prefix (it doesn't), and with one route-holder for all routes, which
// a new one replaces:
//   node bench/regeneration.mjs [routes …]
// Needs a Docker engine with the project's images: npm run quickstart.
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { engine, hold, image, NAME, PORT, waitForAnswer } from "./lib/routes.mjs";

const TRIES = 3;
const sizes = process.argv.slice(2).map(Number);
if (sizes.some((size) => !Number.isInteger(size) || size < 1)) {
  console.error("usage: node bench/regeneration.mjs [routes …], integers; default: 50 200 400");
  process.exit(1);
}

/** The ways to add a route: with its own holder, or with a new holder for all. */
const WAYS = {
  async each(holders, _hosts, host) {
    return [...holders, await hold([host])];
  },
  async all([before], hosts, host) {
    const holder = await hold([...hosts, host]);
    await before?.remove({ force: true });
    return [holder];
  },
};

async function startProxy(processing) {
  const container = await engine.createContainer({
    name: `${NAME}-proxy`,
    Image: image,
    Env: [
      `CADDY_DOCKER_LABEL_PREFIX=${NAME}`,
      "CADDY_DOCKER_SCAN_STOPPED_CONTAINERS=true",
      `CADDY_DOCKER_PROCESS_CADDYFILE=${processing}`,
    ],
    ExposedPorts: { "80/tcp": {} },
    HostConfig: {
      Binds: ["/var/run/docker.sock:/var/run/docker.sock"],
      PortBindings: { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: String(PORT) }] },
    },
  });
  await container.start();
  return container;
}

async function measure(size, { processing, way }) {
  const hosts = Array.from({ length: size }, (_, number) => `s${number}.localhost`);
  let holders = [];
  const proxy = await startProxy(processing);
  try {
    if (way === WAYS.all) holders = [await hold(hosts)];
    else for (const host of hosts) holders.push(await hold([host]));
    await waitForAnswer(hosts.at(-1));
    const times = [];
    for (let attempt = 0; attempt < TRIES; attempt++) {
      await sleep(1_000);
      const host = `new${attempt}.localhost`;
      const start = performance.now();
      holders = await way(holders, hosts, host);
      hosts.push(host);
      await waitForAnswer(host);
      times.push(Math.round(performance.now() - start));
    }
    return times;
  } finally {
    await proxy.remove({ force: true, v: true });
    await Promise.all(holders.map((holder) => holder.remove({ force: true })));
  }
}

console.log(
  "routes  tries each site   tries none            one holder for all (ms to the answer)",
);
for (const size of sizes.length > 0 ? sizes : [50, 200, 400]) {
  const stock = await measure(size, { processing: true, way: WAYS.each });
  const ours = await measure(size, { processing: false, way: WAYS.each });
  const single = await measure(size, { processing: false, way: WAYS.all });
  const cells = [stock, ours, single].map((times) => times.join(", ").padEnd(20));
  console.log(`${String(size).padStart(6)}  ${cells.join(" ").trimEnd()}`);
}
