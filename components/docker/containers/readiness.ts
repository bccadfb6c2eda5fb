import type { ContainerInspectInfo } from "dockerode";
import { clockOf } from "../host/clock";
import type { DockerHost, Engine } from "../host/engine";
import { imageName } from "../images/images";
import { poll } from "../poll";
import { ask, type Probe } from "../routes/probe";
import { isStopped } from "./listing";
import { execute, lastLines } from "./output";

/** Milliseconds between two inspections of a container. */
const INTERVAL = 200;

/**
 * Milliseconds that a container without a health check must have run; after a restart, from the first look
 * at it.
 */
const SETTLED = 1_000;
const LAST_LINES = 15;

/**
 * Waits until containers are ready: healthy by their health check or, without one, running for a
 * second. Starts stopped ones. It runs the health check itself, since Docker does so first after its
 * interval, which is long so that it costs little.
 *
 * @throws Error with a container's last lines when it exits, is unhealthy or takes too long.
 */
export async function waitForContainers(
  engine: Engine,
  containers: readonly string[],
  seconds: number,
): Promise<void> {
  await Promise.all(containers.map((container) => untilOneReady(engine, container, seconds)));
}

async function untilOneReady(engine: Engine, id: string, seconds: number): Promise<void> {
  const container = engine.getContainer(id);
  const first = await startStopped(engine, id);
  const now = await clockOf(engine);
  const began = now();
  const ready = async (late: boolean) => {
    const found = await container.inspect();
    const failure = failureOf(found, first);
    const since = found.RestartCount > 0 ? began : Date.parse(found.State.StartedAt);
    if (failure === undefined && (await isReady(engine, found, now() - since))) return true;
    const reason = failure ?? (late ? `is not ready after ${seconds} s` : undefined);
    if (reason !== undefined) throw new Error(await unready(engine, found, reason));
    return undefined;
  };
  await poll(ready, { interval: INTERVAL, timeout: seconds * 1000 });
}

/**
 * Starts a container that is stopped.
 *
 * @returns the container as it was before.
 */
export async function startStopped(engine: Engine, id: string): Promise<ContainerInspectInfo> {
  const container = engine.getContainer(id);
  const found = await container.inspect();
  if (isStopped({ state: found.State.Status })) await container.start().catch(unlessStarted);
  return found;
}

/** For `catch`: another resource may have started the same container meanwhile. */
function unlessStarted(error: { statusCode?: number }): void {
  if (error.statusCode !== 304) throw error;
}

/**
 * Waits until a container passes the health check that the proxy runs.
 *
 * @throws Error with the container's last lines when that takes too long.
 */
export async function waitForHealthCheck(
  engine: Engine,
  container: string,
  { docker, ready, seconds }: { docker: DockerHost; ready: Probe; seconds: number },
): Promise<void> {
  const passed = async (late: boolean) => {
    const { status, problem } = await ask(docker, ready);
    if (status !== undefined && status >= 200 && status < 400) return true;
    if (!late) return undefined;
    const found = await engine.getContainer(container).inspect();
    const answer = problem ?? `its health check gives ${status}`;
    throw new Error(await unready(engine, found, `is not ready after ${seconds} s: ${answer}`));
  };
  await poll(passed, { interval: INTERVAL, timeout: seconds * 1000 });
}

/** Final states of a container. */
const ENDED: Readonly<Record<string, string>> = { dead: "is dead", removing: "is being removed" };

function failureOf(found: ContainerInspectInfo, first: ContainerInspectInfo): string | undefined {
  const { State: state } = found;
  if (state.Health?.Status === "unhealthy") return "is unhealthy";
  if (state.Restarting || found.RestartCount > first.RestartCount || state.Status === "exited") {
    return `exited with ${state.ExitCode}`;
  }
  return ENDED[state.Status];
}

async function isReady(engine: Engine, found: ContainerInspectInfo, ran: number): Promise<boolean> {
  const { Health: health, Running: running } = found.State;
  if (health === undefined || health.Status === "none") return running && ran >= SETTLED;
  return health.Status === "healthy" || (running && passes(engine, found));
}

/**
 * Whether a container that has just started passes its health check now: Docker runs it first after its interval.
 */
export async function passesNow(engine: Engine, id: string): Promise<boolean> {
  return passes(engine, await engine.getContainer(id).inspect());
}

/** Whether a container passes its health check now. */
async function passes(engine: Engine, { Id: id, Config: config }: ContainerInspectInfo) {
  const command = checkCommand(config);
  // A check that can't be run has not passed; the next look at the container says why.
  const ended = await execute(engine, id, command).catch(() => undefined);
  return ended?.code === 0;
}

/** @internal The command of a container's health check. */
export function checkCommand(config: Pick<ContainerInspectInfo["Config"], "Healthcheck">) {
  const { Shell: shell = ["/bin/sh", "-c"] } = config as { readonly Shell?: readonly string[] };
  const [kind, ...words] = config.Healthcheck?.Test ?? [];
  return kind === "CMD-SHELL" ? [...shell, ...words] : words;
}

async function unready(engine: Engine, found: ContainerInspectInfo, reason: string) {
  const check = (found.State.Health?.Log ?? []).at(-1)?.Output.trim();
  const lines = await lastLines(engine, found.Id, { tail: LAST_LINES });
  const image = await imageName(engine, found);
  return [
    `container ${found.Name.slice(1)} (${image}) ${reason}. It gets no requests.`,
    ...(check ? [`Its health check said: ${check}`] : []),
    lines.length === 0 ? "It has written nothing to its log." : "The last lines of its log:",
    ...lines.map(({ text }) => `  ${text}`),
  ].join("\n");
}
