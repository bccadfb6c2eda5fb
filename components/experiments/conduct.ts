import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { DockerHost } from "../docker/host/engine";
import { apiOf, type OnServer } from "../resources/toxics/server";
import { chartOf } from "./chart";
import { type KeeperCommand, startKeeper } from "./keeper";
import { isAlive, removeLeftovers } from "./leftovers";
import { markdownOf } from "./markdown";
import { anySeed } from "./random";
import { type Declared, WrongInput } from "./read";
import { type Circumstances, type Report, reportOf } from "./report";
import { type Plan, run, type Surroundings } from "./run";
import { scheduleOf } from "./schedule";
import { entryProblem, findIn, proxyOf, type StackOutputs, targetOf } from "./target";

/** The stack that an experiment disturbs, and how to reach it. */
export interface Conditions extends Omit<Surroundings, "keeper"> {
  readonly stack: string;
  readonly outputs: StackOutputs;
  /** Where the stack is deployed. */
  readonly docker: DockerHost;
  /** Where the entry point is published for a URL. */
  readonly findEntry: (url: string) => Promise<{ address: string; port: number }>;
  /** Id of the container that publishes a port; empty where none does. */
  readonly findServer: (port: number) => Promise<string>;
  /** Replaces the file's seed; only for random faults. */
  readonly seed?: number;
  /** The command of the keeper's process. */
  readonly keeperCommand: KeeperCommand;
}

/**
 * Runs an experiment against a stack, and judges it.
 *
 * @throws WrongInput before the first request and the first fault; ToxiproxyError where
 *   the server refuses a fault.
 */
export async function conduct(declaration: Declared, conditions: Conditions): Promise<Report> {
  const { experiment, declared } = declaration;
  const { stack, outputs, docker, tell, findEntry, findServer } = conditions;
  const seed = seedFor(declaration, conditions.seed);
  const schedule = scheduleOf(experiment, seed ?? 0);
  const { url, apiPort } = findIn(stack, outputs, experiment.url);
  const { address, port } = await findEntry(url);
  const problem = entryProblem(address, docker);
  if (problem !== undefined) throw new WrongInput(`Stack ${stack}`, [problem]);

  const server: OnServer = { docker, server: await findServer(apiPort), apiPort };
  if (server.server === "") throw new WrongInput("Toxiproxy", [notRunning(apiPort)]);
  const api = apiOf(server);
  const toxiproxy = await api.version();
  const proxy = proxyOf(Object.keys(await api.proxies()), experiment.proxy);
  const target = targetOf(url, address, port, experiment.load.path);
  tell(`Experiment ${experiment.name}: ${experiment.description}`);
  tell(`It requests ${url} and disturbs the proxy ${proxy} of Toxiproxy ${toxiproxy}.`);
  if (seed !== undefined) tell(`Seed: ${seed}`);
  const circumstances: Circumstances = {
    ...{ declared, experiment, stack, url, proxy, toxiproxy, schedule },
    ...(seed !== undefined && { seed }),
    started: new Date().toISOString(),
  };
  const observed = await kept({ ...server, proxy }, { experiment, schedule, target }, conditions);
  return reportOf(circumstances, observed);
}

const notRunning = (apiPort: number) =>
  `does not run: no container on the Docker host publishes port ${apiPort}. Start it with pulumi up.`;

/** Runs beside a keeper. Where the keeper has died, removes the faults that it left. */
async function kept(server: OnServer & { proxy: string }, plan: Plan, conditions: Conditions) {
  const keeper = startKeeper(conditions.keeperCommand);
  try {
    const removed = await keeper.begin(server);
    if (removed.length > 0) {
      conditions.tell(`Removed what an earlier experiment had left: ${removed.join(", ")}`);
    }
    return await run(plan, { ...conditions, keeper });
  } catch (error) {
    await keeper.close();
    // Where this fails too, report the first error; the next experiment tries again.
    await removeLeftovers(apiOf(server), isAlive).catch(() => undefined);
    throw error;
  } finally {
    await keeper.close();
  }
}

function seedFor({ experiment }: Declared, given: number | undefined): number | undefined {
  const { randomFaults, name } = experiment;
  if (randomFaults) return given ?? randomFaults.seed ?? anySeed();
  if (given === undefined) return undefined;
  throw new WrongInput(name, ["has no random faults, so a seed has no effect. Leave --seed out."]);
}

/** Writes `report.json`, `report.md` and `chart.svg` into a folder. */
export function writeReport(report: Report, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const write = (file: string, text: string) => writeFileSync(path.join(folder, file), text);
  write("report.json", `${JSON.stringify(report, undefined, 2)}\n`);
  write("report.md", markdownOf(report));
  write("chart.svg", chartOf(report));
}
