/** One task of a service, as far as an update cares. */
export interface TaskState {
  /** Whether it is made of what the service is made of now. */
  readonly current: boolean;
  /** Whether it is meant to run. */
  readonly wanted: boolean;
  /** Swarm's word for how far it is: `preparing`, `running`, `failed`, …. */
  readonly state: string;
  /** Why it is not further. */
  readonly error?: string;
}

/** A service while it comes to be what it was asked to be. */
export interface ServiceState {
  /** How many tasks it is to have; `undefined` for one on each node it may run on. */
  readonly replicas?: number;
  /** Swarm's word for how far its last update is; `undefined` where none was needed. */
  readonly update?: string;
  /** What Swarm says of that update. */
  readonly message?: string;
  readonly tasks: readonly TaskState[];
}

/** What to make of it. */
export interface Verdict {
  readonly done: boolean;
  /** Why it will not come to be; a sentence without a subject. */
  readonly failure?: string;
  /** What changes whenever there is progress. */
  readonly progress: string;
}

/** Tasks that fail after one another before a service that never ran counts as failed. */
const FAILURES = 3;
const UNDER_WAY = ["updating", "rollback_started"];
const FAILED = ["rollback_completed", "rollback_paused", "paused"];

/** Says whether a service has come to be what it was asked to be. */
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

/** The sentence, with what the last task that failed said. */
export function withError(sentence: string, { tasks }: ServiceState): string {
  const errors = tasks.flatMap(({ error }) => error || []);
  const last = errors[0];
  return `${sentence.replace(/\.?$/, ".")}${last === undefined ? "" : ` A task said: ${last}.`}`;
}

function isFailed(state: string): boolean {
  return state === "failed" || state === "rejected";
}
