import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { toxiproxyApi } from "../../components/toxics/client";
import { chartOf } from "./chart/chart";
import { startKeeper } from "./keeper/keeper";
import { isAlive, removeLeftovers } from "./keeper/leftovers";
import { markdownOf } from "./markdown";
import { anySeed } from "./random";
import { type Declared, WrongInput } from "./read";
import { type Circumstances, type Report, reportOf } from "./report";
import { type Plan, run, type Surroundings } from "./run";
import { scheduleOf } from "./schedule";
import { findIn, proxyOf, type StackOutputs } from "./stack";
import { addressProblem, targetOf } from "./target";

/** What an experiment is conducted with. */
export interface Conditions extends Omit<Surroundings, "keeper"> {
  readonly stack: string;
  readonly outputs: StackOutputs;
  /** Where the entry point is published for a URL. */
  readonly findEntry: (url: string) => Promise<{ address: string; port: number }>;
  /** Instead of the file's; only for random faults. */
  readonly seed?: number;
  /** The script that calls `keep`. */
  readonly keeperScript: string;
}

/**
 * Runs an experiment against a stack, and judges it.
 *
 * @throws WrongInput before anything is asked or disturbed; ToxiproxyError and KeeperError where faults
 *   can't be made.
 */
export async function conduct(declaration: Declared, conditions: Conditions): Promise<Report> {
  const { experiment, declared } = declaration;
  const { stack, outputs, tell, findEntry } = conditions;
  const seed = seedFor(declaration, conditions.seed);
  const schedule = scheduleOf(experiment, seed ?? 0);
  const { url, api: server } = findIn(stack, outputs, experiment.url);
  const { address, port } = await findEntry(url);
  const problem = addressProblem("The entry point", address);
  if (problem !== undefined) throw new WrongInput(`Stack ${stack}`, [problem]);

  const api = toxiproxyApi(server);
  const toxiproxy = await api.version();
  const proxy = proxyOf(Object.keys(await api.proxies()), experiment.proxy);
  const target = targetOf(url, address, port, experiment.load.path);
  tell(`Experiment ${experiment.name}: ${experiment.description}`);
  tell(`It asks ${url} and disturbs the proxy ${proxy} of Toxiproxy ${toxiproxy}.`);
  if (seed !== undefined) tell(`Seed: ${seed}`);
  const circumstances: Circumstances = {
    ...{ declared, experiment, stack, url, proxy, toxiproxy, schedule },
    ...(seed !== undefined && { seed }),
    started: new Date().toISOString(),
  };
  const observed = await kept({ ...server, proxy }, { experiment, schedule, target }, conditions);
  return reportOf(circumstances, observed);
}

/** Runs with a keeper beside it; what a keeper that died has left is removed here. */
async function kept(
  server: { host: string; port: number; proxy: string },
  plan: Plan,
  conditions: Conditions,
) {
  const keeper = startKeeper(conditions.keeperScript);
  try {
    const removed = await keeper.begin(server);
    if (removed.length > 0) {
      conditions.tell(`Removed what an earlier experiment had left: ${removed.join(", ")}`);
    }
    return await run(plan, { ...conditions, keeper });
  } catch (error) {
    await keeper.close();
    // Where this fails too, the first error says more, and the next experiment tries again.
    await removeLeftovers(toxiproxyApi(server), isAlive).catch(() => undefined);
    throw error;
  } finally {
    await keeper.close();
  }
}

function seedFor({ experiment }: Declared, asked: number | undefined): number | undefined {
  const { randomFaults, name } = experiment;
  if (randomFaults) return asked ?? randomFaults.seed ?? anySeed();
  if (asked === undefined) return undefined;
  throw new WrongInput(name, [
    "has no random faults, so that a seed means nothing. Leave --seed out.",
  ]);
}

/** Writes `report.json`, `report.md` and `chart.svg` into a folder. */
export function writeReport(report: Report, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const write = (file: string, text: string) => writeFileSync(path.join(folder, file), text);
  write("report.json", `${JSON.stringify(report, undefined, 2)}\n`);
  write("report.md", markdownOf(report));
  write("chart.svg", chartOf(report));
}
