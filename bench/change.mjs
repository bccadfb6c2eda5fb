// Measures how soon a change answers, and what is lost meanwhile: docker compose, terraform, this package.
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { later } from "./lib/cleanup.mjs";
import { figure, ratio } from "./lib/figures.mjs";
import { RATE, startLoad } from "./lib/load.mjs";
import { openWorkshop } from "./lib/tools/deploy.mjs";
import { SECOND_RELEASE } from "./lib/tools/images.mjs";
import { hostOf, secondHost } from "./lib/tools/tool.mjs";
import { waitForAnswer } from "./lib/visit.mjs";

const SIZES = [1, 50];

/** Changes of each kind in a round. */
const CHANGES = 2;

/** Milliseconds that the load goes on after the command and the first answer. */
const AFTERWARDS = 2000;

/**
 * @typedef {import("./lib/tools/tool.mjs").State} State
 * @typedef {import("./lib/tools/deploy.mjs").Deployment} Deployment
 *
 * @typedef {object} Change
 * @property {number} live seconds from the start of the command to the first answer
 * @property {number} ended seconds to the end of the command
 * @property {number} sent requests
 * @property {number} lost
 *
 * @typedef {object} Kind
 * @property {string} title
 * @property {(number: number) => State} state after the change with this number
 * @property {(number: number) => Promise<void>} answers waits for the first answer
 */

/** @type {(services: number) => Kind[]} */
const kindsOf = (services) => [
  {
    title: "a route",
    state: (number) => ({ services, route: number }),
    answers: (number) => waitForAnswer(secondHost(number)),
  },
  {
    title: "a release",
    state: (number) => ({ services, route: CHANGES, release: releaseOf(number) }),
    answers: (number) =>
      waitForAnswer(
        hostOf(0),
        (body) => body.includes(SECOND_RELEASE) === (releaseOf(number) === 2),
      ),
  },
];

/** @param {number} number of the change */
const releaseOf = (number) => (number % 2 === 1 ? 2 : 1);

/** @type {import("./lib/bench.mjs").Bench} */
export const bench = {
  title: "Change to live",
  about: `
From the start of the command to the first request that the new route, or the new release of a service,
answers over https; tools, images and commands are those of [Deployment](#deployment). The service that changes has a
load of ${RATE} requests a second meanwhile, until ${AFTERWARDS / 1000} s after. The tools take turns, one deployment at a
time, with ${CHANGES} changes of each kind in each.`,

  async measure({ rounds, options, progress, ready }) {
    const { tools, open, close } = await openWorkshop(ready, progress);
    const ways = [tools.compose, tools.terraform, tools.ours];
    /** @type {{ size: number, name: string, kind: string, change: Change }[]} */
    const found = [];
    for (const size of options.sizes ?? SIZES) {
      const count = rounds ?? (size === 1 ? 2 : 1);
      for (let round = 1; round <= count; round++) {
        for (const tool of ways) {
          const told = (/** @type {string} */ what) =>
            progress(`${size} services, round ${round} of ${count}, ${tool.name}: ${what}`);
          for (const { kind, change } of await changes(await open(tool), size, told)) {
            found.push({ size, name: tool.name, kind, change });
          }
        }
      }
    }
    await close();
    const versions = Object.assign({}, ...ways.map((tool) => tool.versions));
    return { tables: tables(found), versions };
  },
};

/**
 * One round of one tool.
 * @param {Deployment} deployment
 * @param {number} services
 * @param {(what: string) => void} told
 */
async function changes(deployment, services, told) {
  const found = [];
  try {
    told("from nothing");
    deployment.write({ services });
    await deployment.run("apply");
    for (let index = 0; index < services; index++) await waitForAnswer(hostOf(index));
    for (const kind of kindsOf(services)) {
      for (let number = 1; number <= CHANGES; number++) {
        told(`${kind.title}, ${number} of ${CHANGES}`);
        found.push({ kind: kind.title, change: await change(deployment, kind, number) });
      }
    }
    told("destroy");
    await deployment.run("destroy");
  } finally {
    await deployment.remove();
  }
  return found;
}

/**
 * @param {Deployment} deployment
 * @param {Kind} kind
 * @param {number} number
 * @returns {Promise<Change>}
 */
async function change(deployment, kind, number) {
  deployment.write(kind.state(number));
  const load = startLoad(hostOf(0));
  const stop = later(() => load.stop());
  try {
    const started = performance.now();
    const since = () => (performance.now() - started) / 1000;
    const [live, ended] = await Promise.all([
      kind.answers(number).then(since),
      deployment.run("apply").then(since),
    ]);
    await sleep(AFTERWARDS);
    return { live, ended, ...(await load.stop()) };
  } finally {
    await stop();
  }
}

/** @param {{ size: number, name: string, kind: string, change: Change }[]} found */
function tables(found) {
  const names = [...new Set(found.map(({ name }) => name))];
  const sizes = [...new Set(found.map(({ size }) => size))];
  const kinds = [...new Set(found.map(({ kind }) => kind))];
  const rows = sizes.flatMap((size) => kinds.map((kind) => ({ size, kind })));
  const of = (/** @type {{ size: number, kind: string }} */ row, /** @type {string} */ name) =>
    found
      .filter((each) => each.size === row.size && each.kind === row.kind && each.name === name)
      .map((each) => each.change);
  const timed = (/** @type {string} */ title, /** @type {"live" | "ended"} */ key) => ({
    title,
    columns: ["services", "change", ...names, "ours / compose", "ours / terraform"],
    rows: rows.map((row) => {
      const at = (/** @type {string} */ name) => figure(of(row, name).map((each) => each[key]));
      const ratios = ["compose", "terraform"].map((name) => ratio(at("ours"), at(name)));
      return [row.size, row.kind, ...names.map(at), ...ratios];
    }),
  });
  return [
    timed("From the command to the first answer, s", "live"),
    timed("From the command to its end, s", "ended"),
    {
      title: "Requests lost, of all that were sent",
      columns: ["services", "change", ...names],
      rows: rows.map((row) => [row.size, row.kind, ...names.map((name) => lost(of(row, name)))]),
    },
  ];
}

/** @param {Change[]} all */
function lost(all) {
  const sum = (/** @type {"sent" | "lost"} */ key) =>
    all.reduce((total, each) => total + each[key], 0);
  return `${sum("lost")} of ${sum("sent")}`;
}
