// Measures how soon Caddy has loaded the configuration with a new route, among 50 to 1,000 others: with the
// plugin's stock configuration, which tries each site, and with a controller and a server.
import { setTimeout as sleep } from "node:timers/promises";
import { imageReferences } from "../toolchain/lib/images.mjs";
import { later } from "./lib/cleanup.mjs";
import { figure, ratio } from "./lib/figures.mjs";
import { controllerAndServer, oneContainer } from "./lib/label-readers.mjs";
import { engine, hold, NAME, waitForAnswer } from "./lib/routes.mjs";

const SIZES = [50, 200, 400, 1_000];
const ROUNDS = 3;
/** Among more sites than these, the stock configuration takes minutes a round, and gets one. */
const SLOW = 400;
/** How many route-holders are created or removed at a time. */
const AT_ONCE = 8;

/** The site that each round adds, and the label by which its event is known. */
const NEW_HOST = "new.localhost";
const NEW_SITE = `${NAME}_0=http://${NEW_HOST}`;

const WAYS = { stock: () => oneContainer({ processing: true }), ours: controllerAndServer };

/** @type {import("./lib/bench.mjs").Bench} */
export const bench = {
  title: "From a Docker event to the loaded configuration",
  about: `
A container with the labels of a new site is created among others, and Docker sends an event. Measured is the
time from that event until the new site answers, asked every 5 ms; it includes the 100 ms for which the plugin
collects events. Stock is one container of Caddy Docker Proxy with its defaults, but for the scan of stopped
containers, which carry the labels here. Ours is a controller and a server. Each round starts the proxy anew.`,
  async measure({ rounds = ROUNDS, options, progress }) {
    const holders = new Holders();
    const rows = [];
    for (const size of options.sizes ?? SIZES) {
      progress(`creating ${size} sites`);
      await holders.grow(size);
      const times = { stock: [], ours: [] };
      for (let round = 1; round <= rounds; round++) {
        for (const [way, start] of Object.entries(WAYS)) {
          if (way === "stock" && size > SLOW && round > 1) continue;
          progress(`${size} sites, round ${round} of ${rounds}: ${way}`);
          times[way].push(await timeOfNewSite(holders, start));
        }
      }
      rows.push({ size, stock: figure(times.stock), ours: figure(times.ours) });
    }
    await holders.remove();
    return {
      tables: [table(rows)],
      versions: { "Caddy Docker Proxy": imageReferences().caddy?.split(":")[1] ?? "" },
    };
  },
};

/** @returns {import("./lib/bench.mjs").Table} */
function table(rows) {
  return {
    title: "Seconds from the event to the first answer",
    columns: ["sites", "stock", "ours", "ours / stock"],
    rows: rows.map(({ size, stock, ours }) => [size, stock, ours, ratio(ours, stock)]),
    chart: {
      kind: "line",
      x: { title: "sites", values: rows.map(({ size }) => size) },
      y: "seconds",
      series: [
        { name: "stock", values: rows.map(({ stock }) => stock.median) },
        { name: "ours", values: rows.map(({ ours }) => ours.median) },
      ],
    },
  };
}

/** The route-holders of all sites, one each. */
class Holders {
  #containers = [];
  remove = later(() => this.#inParallel(this.#containers, (one) => one.remove({ force: true })));

  /** The host of the last site. */
  get last() {
    return `s${this.#containers.length - 1}.localhost`;
  }

  /** Creates sites until there are so many. @param {number} size */
  async grow(size) {
    const missing = Array.from(
      { length: Math.max(0, size - this.#containers.length) },
      (_, index) => `s${this.#containers.length + index}.localhost`,
    );
    await this.#inParallel(missing, async (host) => this.#containers.push(await hold([host])));
  }

  async #inParallel(all, work) {
    const left = [...all];
    const worker = async () => {
      for (let one = left.shift(); one !== undefined; one = left.shift()) await work(one);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }
}

/**
 * Starts a proxy, waits until it serves every site, and adds one for the time of the measurement.
 * @param {Holders} holders
 * @param {() => Promise<import("./lib/label-readers.mjs").LabelReader>} start
 */
async function timeOfNewSite(holders, start) {
  const { remove } = await start();
  try {
    await waitForAnswer(holders.last);
    await sleep(1_000);
    const created = await listen({ event: ["create"], label: [NEW_SITE] });
    const holder = await hold([NEW_HOST]);
    const undo = later(() => holder.remove({ force: true }));
    const event = await created.event;
    await waitForAnswer(NEW_HOST);
    const seconds = (performance.now() - event) / 1_000;
    await undo();
    return seconds;
  } finally {
    await remove();
  }
}

/** Listens for the next event of this kind, and returns when it came. */
async function listen(filters) {
  const events = await engine.getEvents({ filters });
  const event = new Promise((resolve, reject) => {
    events.once("data", () => {
      resolve(performance.now());
      events.destroy();
    });
    events.once("end", () => reject(new Error("Docker ended the stream of events")));
  });
  return { event };
}
