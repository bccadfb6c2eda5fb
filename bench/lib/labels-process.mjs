// Builds, checks, renders, reads and shows routes, each once, and prints how long each step took:
//   node bench/lib/labels-process.mjs <folder of a program with the package> <routes>
import { createRequire } from "node:module";
import path from "node:path";
import { performance } from "node:perf_hooks";

const [folder = "", routes = ""] = process.argv.slice(2);
const require = createRequire(path.join(folder, "program.js"));
const { caddyfileOf, checkProgram, parseLabels, renderLabels, reverseProxy, site, upstreams } =
  require("gatehouse/labels");

const ROUTES_A_CONTAINER = 10;
const total = Number(routes);

/** @type {Record<string, number>} */
const milliseconds = {};

/**
 * @template T
 * @param {string} step
 * @param {() => T} work
 * @returns {T}
 */
function timed(step, work) {
  const start = performance.now();
  const result = work();
  milliseconds[step] = performance.now() - start;
  return result;
}

/**
 * The routing of a container.
 * @param {number} index
 */
function build(index) {
  let shop = site(`shop-${index}.example.com`);
  const here = Math.min(ROUTES_A_CONTAINER, total - index * ROUTES_A_CONTAINER);
  for (let route = 0; route < here; route++) {
    const proxy = reverseProxy({
      to: upstreams(8080),
      health: { uri: "/healthz", interval: "5s" },
      loadBalancing: { policy: "least_conn", tryDuration: "5s", tryInterval: "20ms" },
    });
    shop = shop.handle({ path: `/r${route}/*`, method: ["GET", "POST"] }, proxy);
  }
  return { sites: [shop] };
}

const peak = () => process.resourceUsage().maxRSS / 1024;

const containers = Math.ceil(total / ROUTES_A_CONTAINER);
const before = peak();
const routings = timed("build", () => Array.from({ length: containers }, (_, n) => build(n)));
const labels = timed("render", () => routings.map((each) => renderLabels(each)));
const megabytes = peak() - before;
timed("parse", () => labels.map((each) => parseLabels(each)));
timed("caddyfile", () => caddyfileOf(labels.map((each) => ({ labels: each, ips: ["10.0.0.1"] }))));
const program = routings.map((routing, n) => ({ name: `shop-${n}`, routing }));
timed("program", () => checkProgram(program));
console.log(JSON.stringify({ milliseconds, megabytes }));
