// Measures how long it takes to build and render 10,000 routes, and to show them as a Caddyfile:
//   node bench/labels.mjs [routes]
import { performance } from "node:perf_hooks";
import { loadTypeScript } from "../toolchain/lib/typescript.mjs";

const { caddyfileOf, checkProgram, parseLabels, renderLabels, reverseProxy, site, upstreams } =
  loadTypeScript("components/labels");

const ROUTES = Number(process.argv[2] ?? 10_000);
if (!Number.isInteger(ROUTES) || ROUTES < 1) {
  console.error("usage: node bench/labels.mjs [routes], an integer; default: 10000");
  process.exit(1);
}
const ROUTES_A_CONTAINER = 10;

function timed(title, work) {
  const start = performance.now();
  const result = work();
  const milliseconds = performance.now() - start;
  const rate = Math.round((ROUTES / milliseconds) * 1000);
  console.log(`${title.padEnd(28)} ${milliseconds.toFixed(0).padStart(7)} ms ${rate} routes/s`);
  return result;
}

function build(index) {
  let shop = site(`shop-${index}.example.com`);
  for (let route = 0; route < ROUTES_A_CONTAINER; route++) {
    const proxy = reverseProxy({
      to: upstreams(8080),
      health: { uri: "/healthz", interval: "5s" },
      loadBalancing: { policy: "least_conn", tryDuration: "5s", tryInterval: "20ms" },
    });
    shop = shop.handle({ path: `/r${route}/*`, method: ["GET", "POST"] }, proxy);
  }
  return { sites: [shop] };
}

const containers = ROUTES / ROUTES_A_CONTAINER;
const routings = timed("build", () => Array.from({ length: containers }, (_, n) => build(n)));
const labels = timed("check and render", () => routings.map((each) => renderLabels(each)));
timed("parse", () => labels.map((each) => parseLabels(each)));
timed("Caddyfile", () => caddyfileOf(labels.map((each) => ({ labels: each, ips: ["10.0.0.1"] }))));
const program = routings.map((routing, n) => ({ name: `shop-${n}`, routing }));
timed("check the whole program", () => checkProgram(program));
