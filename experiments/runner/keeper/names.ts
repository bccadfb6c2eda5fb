/*
 * The names of what an experiment adds to a Toxiproxy server tell whose it is, so that the next
 * experiment can remove it after a crash: `experiment-<process>-<role>`.
 */

const NAME = /^experiment-(\d+)-(run|\d+|\d+-down)$/;

/** The parts of a name of ours. */
export interface Owned {
  /** The keeper's process. */
  readonly pid: number;
  /** Whether the proxy was disabled when it was added. */
  readonly down: boolean;
}

/** The toxic that does nothing but say that an experiment is under way. */
export const runName = (pid: number) => `experiment-${pid}-run`;

/** The toxic of a fault. */
export const faultName = (pid: number, fault: number) => `experiment-${pid}-${fault}`;

/** The toxic that does nothing but say that the proxy was disabled. */
export const downName = (pid: number, fault: number) => `experiment-${pid}-${fault}-down`;

/** Parses the name of a toxic; undefined where it is none of ours. */
export function owned(name: string): Owned | undefined {
  const [, pid, role = ""] = NAME.exec(name) ?? [];
  return pid === undefined ? undefined : { pid: Number(pid), down: role.endsWith("-down") };
}
