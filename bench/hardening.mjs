// Compares one container with a server and a controller: the time from a label to its first answer, memory,
// and the gap without an answer when the container that serves restarts:
//   node bench/hardening.mjs [routes]
// Needs a Docker engine with the project's images: npm run quickstart.
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { controllerAndServer, oneContainer } from "./lib/label-readers.mjs";
import { answers, hold, waitForAnswer } from "./lib/routes.mjs";

const TRIES = 10;
const RESTARTS = 5;
const MEGABYTE = 1024 * 1024;
const [routes = 50] = process.argv.slice(2).map(Number);
if (!Number.isInteger(routes) || routes < 1) {
  console.error("usage: node bench/hardening.mjs [routes], an integer; default: 50");
  process.exit(1);
}

const WAYS = { simple: () => oneContainer({ processing: false }), hardened: controllerAndServer };

/** Milliseconds from the last answer before a restart to the first after it. */
async function gapOfRestart(server, host) {
  let last = performance.now();
  let gap = 0;
  const restarted = server.restart({ t: 10 });
  for (let done = false; !done; ) {
    if (await answers(host)) {
      const now = performance.now();
      gap = Math.max(gap, now - last);
      last = now;
      done = gap > 200;
    }
    await sleep(5);
  }
  await restarted;
  return gap;
}

async function memoryOf(container) {
  const { memory_stats: memory } = await container.stats({ stream: false });
  const cached = memory.stats.total_inactive_file ?? memory.stats.inactive_file ?? 0;
  return Math.round((memory.usage - cached) / MEGABYTE);
}

const median = (times) => Math.round(times.sort((a, b) => a - b)[Math.floor(times.length / 2)]);

async function measure(declare) {
  const holders = [];
  const { server, parts, remove } = await declare();
  try {
    for (let number = 0; number < routes; number++) {
      holders.push(await hold([`s${number}.localhost`]));
    }
    await waitForAnswer(`s${routes - 1}.localhost`);
    const times = [];
    for (let attempt = 0; attempt < TRIES; attempt++) {
      await sleep(1_000);
      const began = performance.now();
      holders.push(await hold([`new${attempt}.localhost`]));
      await waitForAnswer(`new${attempt}.localhost`);
      times.push(performance.now() - began);
    }
    const memory = await Promise.all(parts.map(memoryOf));
    const gaps = [];
    for (let restart = 0; restart < RESTARTS; restart++) {
      gaps.push(await gapOfRestart(server, "s0.localhost"));
      await sleep(1_000);
    }
    return { route: median(times), memory: memory.join(" + "), gap: median(gaps) };
  } finally {
    await Promise.all(holders.map((holder) => holder.remove({ force: true })));
    await remove();
  }
}

console.log(`${routes} routes   label to answer   memory        gap of a restart (medians)`);
for (const [name, declare] of Object.entries(WAYS)) {
  const { route, memory, gap } = await measure(declare);
  const cells = [`${route} ms`.padEnd(17), `${memory} MB`.padEnd(13), `${gap} ms`];
  console.log(`${name.padEnd(10)}  ${cells.join(" ")}`);
}
