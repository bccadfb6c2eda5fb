// Compares what requests cost through our entry point, as deployed, and through the proxies that people would
// use instead, and what each feature of ours costs.
import { imageReferences } from "../toolchain/lib/images.mjs";
import { later } from "./lib/cleanup.mjs";
import { makeCertificate } from "./lib/data-plane/certificate.mjs";
import { start, untilServed, usage } from "./lib/data-plane/containers.mjs";
import { unpack } from "./lib/data-plane/debian.mjs";
import { deploy } from "./lib/data-plane/entry-point.mjs";
import { buildImage } from "./lib/data-plane/images.mjs";
import { measure as measureLoad } from "./lib/data-plane/load.mjs";
import { HOST, IMAGES, peers, SERVICE, traefik } from "./lib/data-plane/peers.mjs";
import { featureTable, proxyTables } from "./lib/data-plane/tables.mjs";
import { interleaved } from "./lib/figures.mjs";

const FIRST_PORT = 28000;
const ROUNDS = 5;
const STRAIGHT = "straight to the service";

const PROTOCOLS = /** @type {const} */ (["http/1.1", "h2"]);
const SMALL = { body: "100 bytes", path: "/small" };
const LARGE = { body: "100 KB", path: "/large" };

/** How many requests take about a second, by body and number of connections. */
const CELLS = [
  { ...SMALL, connections: 1, requests: 3_000 },
  { ...SMALL, connections: 32, requests: 10_000 },
  { ...SMALL, connections: 256, requests: 10_000 },
  { ...LARGE, connections: 1, requests: 1_000 },
  { ...LARGE, connections: 32, requests: 3_000 },
  { ...LARGE, connections: 256, requests: 3_000 },
];
/** The cell in which features are compared. */
const TYPICAL = { ...SMALL, protocol: PROTOCOLS[0], connections: 32, requests: 10_000 };

/** @type {import("./lib/bench.mjs").Bench} */
export const bench = {
  title: "Requests through the entry point",
  about: `
\`h2load\` sends requests over TLS to a port on the loopback address, for about a second each time, with one
request at a time on each connection; rates and latencies leave out the first fifth of the responses. Ours is
the entry point that \`pulumi up\` deploys, with a controller and the defaults of \`ProxiedService\`; the
Caddyfile by hand (\`tls internal\` and \`reverse_proxy\`) runs in the same binary with \`caddy run\`. All
proxies stand on one Docker network in front of one container with nginx. Load generator, proxy and service
share the machine's cores, so a proxy that needs less CPU leaves more to the others; straight to the service,
without TLS, is the most that they leave room for. CPU is that of the proxy's container, with the connections
that it accepts.`,
  async measure({ rounds = ROUNDS, progress, ready }) {
    if (ready === undefined) throw new Error("this bench needs Docker");
    const { programs, traefik } = await prepare(ready.engine.docker, progress);
    progress("deploying the entry point");
    const entry = await deploy(ready.downloads, IMAGES.nginx, FIRST_PORT);
    progress("starting the peers");
    const ways = [entry.plain, ...(await startPeers(entry))];
    for (const way of [...ways, ...entry.features]) if (!way.plain) await untilServed(way);

    const cells = PROTOCOLS.flatMap((protocol) => CELLS.map((cell) => ({ ...cell, protocol })));
    const order = [
      ...cells.flatMap((cell) => applicable(ways, cell).map((way) => ({ way, cell }))),
      ...[entry.plain, ...entry.features].map((way) => ({ way, cell: TYPICAL })),
    ];
    const take = taker(programs);
    const results = await interleaved(rounds, order, async ({ way, cell }, round) => {
      progress(`round ${round} of ${rounds}: ${way.name}, ${cell.protocol}, ${cell.connections}`);
      return take(way, cell);
    });
    const rows = [...results].map(([{ way, cell }, taken]) => ({ way: way.name, cell, taken }));
    const features = rows.filter(({ cell }) => cell === TYPICAL);
    const proxies = rows.filter(({ cell }) => cell !== TYPICAL);
    await entry.remove();
    return {
      tables: [...proxyTables(proxies), featureTable(features)],
      versions: {
        Caddy: (imageReferences().caddy ?? "").split(":")[1] ?? "",
        Traefik: traefik,
        ...programs.versions,
      },
    };
  },
};

/**
 * Unpacks and builds what the bench runs beside our own images.
 * @param {import("../toolchain/lib/docker.mjs").Docker} docker
 * @param {(how: string) => void} progress
 */
async function prepare(docker, progress) {
  progress("unpacking Debian's packages");
  const programs = await unpack(["nghttp2-client", "nginx", "haproxy"], progress);
  const built = await traefik();
  progress("building the peers' images");
  for (const [name, path] of [
    ["nginx", "/usr/sbin/nginx"],
    ["haproxy", "/usr/sbin/haproxy"],
  ]) {
    const own = name === "nginx" ? SERVICE : { command: [path], files: {} };
    const { libraries, file } = programs;
    await buildImage(docker, { name: IMAGES[name], program: file(path), libraries, ...own });
  }
  await buildImage(docker, { name: IMAGES.traefik, program: built.file, command: ["/traefik"] });
  later(() => docker(["image", "rm", "--force", ...Object.values(IMAGES)]));
  return { programs, traefik: built.version };
}

/**
 * Starts the peers in front of the service, and one more service that requests reach directly.
 * @param {import("./lib/data-plane/entry-point.mjs").EntryPoint} entry
 */
async function startPeers({ network, upstream }) {
  const pem = await makeCertificate(HOST);
  const ways = [];
  for (const [index, peer] of peers(upstream, pem).entries()) {
    const port = FIRST_PORT + 10 + index;
    const container = await start({ ...peer, network, port: { inside: 443, outside: port } });
    ways.push({ name: peer.name, host: HOST, port, container, headers: [] });
  }
  const port = FIRST_PORT + 9;
  const straight = { image: IMAGES.nginx, command: SERVICE.command, network };
  const container = await start({ ...straight, port: { inside: SERVICE.port, outside: port } });
  return [...ways, { name: STRAIGHT, host: HOST, port, container, headers: [], plain: true }];
}

/** The service itself speaks only http/1.1. */
const applicable = (ways, { protocol }) =>
  ways.filter(({ plain }) => !plain || protocol === "http/1.1");

/** Measures one way once. @param {import("./lib/data-plane/debian.mjs").Programs} programs */
function taker(programs) {
  return async (way, { protocol, path, connections, requests }) => {
    const before = await usage(way.container);
    const cell = { protocol, path, connections, requests };
    const load = await measureLoad(programs, { plain: false, ...way, ...cell });
    const after = await usage(way.container);
    return { ...load, cpu: ((after.cpu - before.cpu) / requests) * 1e6, memory: after.memory };
  };
}
