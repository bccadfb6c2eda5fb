import type { Engine } from "../docker/host/engine";
import { textOf } from "../schema/canonical";

/** One task of a service during an update. */
export interface TaskState {
  /** Whether it has the current configuration of the service. */
  readonly current: boolean;
  /** Whether Swarm wants it to run. */
  readonly wanted: boolean;
  /** Its state in Swarm: `preparing`, `running`, `failed`, …. */
  readonly state: string;
  /** Swarm's error, where it has one. */
  readonly error?: string;
}

/** A service while Swarm applies its configuration. */
export interface ServiceState {
  /** The number of tasks that it should have; `undefined` for one on each node it may run on. */
  readonly replicas?: number;
  /** The state of its last update in Swarm; `undefined` where it had none. */
  readonly update?: string;
  /** Swarm's message about that update. */
  readonly message?: string;
  readonly tasks: readonly TaskState[];
}

/** How far a service is. */
export interface Verdict {
  readonly done: boolean;
  /** Why it failed; a sentence without a subject. */
  readonly failure?: string;
  /** A text that changes with every progress. */
  readonly progress: string;
}

/** Failed tasks after which a service that never ran counts as failed. */
const FAILURES = 3;
const UNDER_WAY = ["updating", "rollback_started"];
const FAILED = ["rollback_completed", "rollback_paused", "paused"];

/** Whether all tasks of a service run with its current configuration. */
export function judge(service: ServiceState): Verdict {
  const { tasks, update = "" } = service;
  const meant = tasks.filter(({ wanted }) => wanted);
  const running = meant.filter(({ current, state }) => current && state === "running").length;
  const failed = tasks.filter(({ current, state }) => current && isFailed(state)).length;
  const progress = `${running} of ${service.replicas ?? meant.length} tasks run`;
  const all = running === meant.length && running === (service.replicas ?? Math.max(running, 1));
  return {
    done: all && !UNDER_WAY.includes(update) && !FAILED.includes(update),
    failure: failureOf(service, failed, running),
    progress,
  };
}

function failureOf(service: ServiceState, failed: number, running: number): string | undefined {
  const { update = "", message = "" } = service;
  if (update.startsWith("rollback_") && FAILED.includes(update)) {
    return withError(`was rolled back: ${message}`, service);
  }
  if (update === "paused") return withError(`is only partly updated: ${message}`, service);
  if (update !== "" || running > 0 || failed < FAILURES) return undefined;
  return withError("does not start", service);
}

/** The sentence, with the error of the last task that has one. */
export function withError(sentence: string, { tasks }: ServiceState): string {
  const errors = tasks.flatMap(({ error }) => error || []);
  const last = errors[0];
  return `${sentence.replace(/\.?$/, ".")}${last === undefined ? "" : ` The last task with an error reports: ${last}.`}`;
}

function isFailed(state: string): boolean {
  return state === "failed" || state === "rejected";
}

/** The part of a task that is read here. */
interface FoundTask {
  readonly NodeID?: string;
  readonly CreatedAt: string;
  readonly DesiredState: string;
  readonly Spec: object;
  readonly Status: { readonly State: string; readonly Err?: string };
}

/** The part of a service that is read here. */
interface FoundService {
  readonly Spec: {
    readonly Name: string;
    readonly TaskTemplate: object;
    readonly Mode: { readonly Replicated?: { readonly Replicas?: number } };
  };
  readonly UpdateStatus?: { readonly State?: string; readonly Message?: string };
}

/** The state of a service and its name, from a manager. */
export async function look(
  engine: Engine,
  id: string,
): Promise<ServiceState & { readonly name: string }> {
  const service: FoundService = await engine.getService(id).inspect();
  const { Name: name, TaskTemplate: template, Mode: mode } = service.Spec;
  const wanted = madeOf(template);
  const tasks = await tasksOfService(engine, id);
  return {
    name,
    replicas: mode.Replicated?.Replicas,
    update: service.UpdateStatus?.State,
    message: service.UpdateStatus?.Message,
    tasks: tasks.map(
      ({ Spec: spec, DesiredState: desired, Status: { State: state, Err: error } }): TaskState => ({
        current: madeOf(spec) === wanted,
        wanted: desired === "running",
        state,
        error,
      }),
    ),
  };
}

/** A template of tasks as text, to compare. Only a service's has `Runtime`. */
function madeOf(template: object): string {
  return textOf({ ...template, Runtime: undefined });
}

/** The addresses of the nodes on which a service's tasks run. */
export async function nodesOf(engine: Engine, id: string): Promise<Map<string, string>> {
  const tasks = await tasksOfService(engine, id);
  const running = tasks.filter(({ Status: status }) => status.State === "running");
  const nodes = await engine.listNodes();
  return new Map(
    nodes
      .filter((node) => running.some((task) => task.NodeID === node.ID))
      .map((node) => [String(node.ID), String(node.Status?.Addr)]),
  );
}

/** The tasks of a service, the newest first. */
async function tasksOfService(engine: Engine, id: string): Promise<FoundTask[]> {
  const tasks: FoundTask[] = await engine.listTasks({ filters: { service: [id] } });
  return tasks.sort((a, b) => (a.CreatedAt < b.CreatedAt ? 1 : -1));
}
