// Measures a deployment from nothing to its end: docker compose, terraform, this package, plain Pulumi.
import { tables } from "./lib/deployment-tables.mjs";
import { openWorkshop } from "./lib/tools/deploy.mjs";
import { hostOf } from "./lib/tools/tool.mjs";
import { waitForAnswer } from "./lib/visit.mjs";

const SIZES = [1, 10, 50, 200];

/** The rounds of a size: one of 200 services takes as long as ten of 10. @param {number} size */
const roundsOf = (size) => (size < 50 ? 2 : 1);

/** How often a round looks for nothing to do, which takes a fraction of the rest. */
const LOOKS = 3;

/** From this size, a round leaves out the floor, two steps, and the second and third look. */
const LARGE = 100;

/**
 * @typedef {import("./lib/deployment-tables.mjs").Sample} Sample
 * @typedef {import("./lib/deployment-tables.mjs").Step} Step
 */

/** @type {import("./lib/bench.mjs").Bench} */
export const bench = {
  title: "Deployment",
  about: `
The same services on the same engine: the project's images of Caddy Docker Proxy and whoami, one host
a service, with Caddy's own certificates. compose and terraform deploy one Caddy container, and put the labels on
the services' containers. *ours* is a program of six lines that imports the packed package; its entry
point is the default one, two containers of which only one has the engine's socket. *plain pulumi* is a
program with as many resources of the Docker provider and nothing else: the floor under every program
that Pulumi runs. Both are JavaScript (\`typescript: false\`), with a file backend.

| step | compose | terraform | ours and plain pulumi |
| --- | --- | --- | --- |
| from nothing, a change | \`up --detach\` | \`apply -auto-approve\` | \`up --yes --skip-preview\` |
| nothing to do | \`up --detach\` | \`plan -refresh=false\` | \`preview\` |
| nothing to do, with refresh | \`up --detach\` | \`plan\` | \`preview --refresh\` |
| nothing to do, applied | \`up --detach\` | \`apply -auto-approve\` | \`up --yes --skip-preview\` |
| destroy | \`down --volumes\` | \`destroy -auto-approve\` | \`destroy --yes --skip-preview\` |

\`terraform init\`, \`pulumi stack init\` and the installation of packages are not measured. Memory is the largest sum of the
resident sets of the command and all that it starts, looked at every 100 ms. The tools take turns, one
deployment at a time.`,

  async measure({ rounds, options, progress, ready }) {
    const { tools, open, close } = await openWorkshop(ready, progress);
    /** @type {Sample[]} */
    const samples = [];
    for (const size of options.sizes ?? SIZES) {
      const { compose, terraform, ours, plain } = tools;
      const ways = size < LARGE ? [compose, terraform, ours, plain] : [compose, terraform, ours];
      /** @type {Sample[]} */
      const here = ways.map((tool) => ({
        size,
        name: tool.name,
        tool,
        steps: {},
        state: null,
        fields: null,
      }));
      const count = rounds ?? roundsOf(size);
      for (let round = 1; round <= count; round++) {
        for (const sample of here) {
          const told = (/** @type {string} */ step) =>
            progress(`${size} services, round ${round} of ${count}, ${sample.name}: ${step}`);
          await deploy(sample, await open(sample.tool), told);
        }
      }
      samples.push(...here);
    }
    await close();
    const versions = Object.assign({}, ...Object.values(tools).map((tool) => tool.versions));
    return { tables: tables(samples), versions };
  },
};

/**
 * One round of one tool.
 * @param {Sample} sample
 * @param {import("./lib/tools/deploy.mjs").Deployment} deployment
 * @param {(step: string) => void} told
 */
async function deploy(sample, { write, run, stateSize, fieldsSize, remove }, told) {
  const { size: services } = sample;
  const act = async (
    /** @type {Step} */ step,
    /** @type {import("./lib/tools/tool.mjs").Act} */ kind,
  ) => {
    told(step);
    sample.steps[step] ??= [];
    sample.steps[step].push(await run(kind));
  };
  try {
    write({ services });
    await act("from nothing", "apply");
    told("waiting for every route");
    for (let index = 0; index < services; index++) await waitForAnswer(hostOf(index));
    sample.state = stateSize();
    sample.fields = fieldsSize();
    for (let look = 0; look < (services < LARGE ? LOOKS : 1); look++) {
      await act("nothing to do", "look");
      await act("nothing to do, with refresh", "refresh");
    }
    if (services < LARGE) await act("nothing to do, applied", "apply");
    write({ services, route: 1 });
    await act("one route changed", "apply");
    if (services < LARGE) {
      write({ services, route: 1, release: 2 });
      await act("one image changed", "apply");
    }
    await act("destroy", "destroy");
  } finally {
    await remove();
  }
}
