// The settings of a container that users choose: limits, confinement and health check.
import type * as docker from "@pulumi/docker";
import { z } from "zod";
import { duration, flag, strictObject } from "../schema/values";

/**
 * Limits of a container. A change updates the running container without a restart. Docker kills and
 * restarts a container that exceeds its memory.
 */
export interface Limits {
  /** Megabytes of memory, swap included. */
  memory?: number;
  /** Processes and threads at a time; a Go program has several for each core. */
  processes?: number;
  /** Processor cores, such as 0.5. Default: no limit. */
  cpus?: number;
}

/** Limits of memory and processes, and maybe of processor cores. */
export type FullLimits = Readonly<Required<Omit<Limits, "cpus">> & Pick<Limits, "cpus">>;

const MEMORY = "must be an integer of at least 16, in megabytes";
const PROCESSES = "must be an integer of at least 16";
const CPUS = "must be a number of processor cores, at least 0.01";

/** @internal Checks {@link Limits}. */
export const limitsSchema = strictObject("a limit of a container", {
  memory: z.int({ error: MEMORY }).min(16, { error: MEMORY }).optional(),
  processes: z.int({ error: PROCESSES }).min(16, { error: PROCESSES }).optional(),
  cpus: z.number({ error: CPUS }).min(0.01, { error: CPUS }).optional(),
}) satisfies z.ZodType<Limits>;

/** The user that our programs run as. It has no name on the Docker host or in an image. */
export const UNPRIVILEGED = 65532;

/**
 * Confines a container to what its program needs: its root file system is read-only, it has no
 * capabilities, and gains no privileges by programs of its image. Volumes stay writable.
 *
 * A program that is not root can still bind low ports: since Docker 20.10 any user can in a container's
 * own network.
 */
export interface Confinement {
  /** Id of its user and group. Default: the user of the image. */
  user?: number;
  /** Capabilities that it keeps, such as `CAP_CHOWN`. Default: none. */
  capabilities?: string[];
  /** Whether it may write its root file system. Default: false. */
  writable?: boolean;
}

const USER = "must be the number of a user, such as 1000";
const CAPABILITY = 'must be an array of capabilities, such as ["CAP_CHOWN"]';

/** @internal Checks {@link Confinement}. */
export const confinementSchema = strictObject("a part of a confinement", {
  user: z.int({ error: USER }).min(0, { error: USER }).optional(),
  capabilities: z
    .array(z.string().regex(/^CAP_[A-Z_]+$/, { error: CAPABILITY }), { error: CAPABILITY })
    .optional(),
  writable: flag.optional(),
}) satisfies z.ZodType<Confinement>;

/** The properties of a container that confine it. See docs/hardening.md. */
export function confined(given: Confinement): Partial<docker.ContainerArgs> {
  const { user, capabilities = [], writable = false } = given;
  const adds = capabilities.length === 0 ? undefined : [...capabilities];
  return {
    ...(user === undefined ? {} : { user: `${user}:${user}` }),
    readOnly: writable ? undefined : true,
    capabilities: { drops: ["ALL"], adds },
    securityOpts: ["no-new-privileges:true"],
  };
}

/** Docker's health check of a container, for an image that has none. */
export interface Healthcheck {
  /** The command and its arguments, run inside the container; exit code 0 means healthy. */
  command: string[];
  /**
   * Time between two checks by Docker, each of which starts a process. Default: `10s`. `up` runs checks
   * of its own until one passes, and does not wait for Docker's; in a Swarm it does, so the default is
   * `1s` there.
   */
  interval?: string;
  /** How long a check may take. Default: `3s`. */
  timeout?: string;
  /** Failures in a row that make the container unhealthy. Default: 3, in a Swarm 30. */
  retries?: number;
}

const COMMAND = 'must be a command and its arguments, such as ["/app", "check"]';
const RETRIES = "must be an integer of at least 1";

/** @internal Checks {@link Healthcheck}. */
export const healthcheck = strictObject("a setting of Docker's health check", {
  command: z.array(z.string({ error: COMMAND }), { error: COMMAND }).min(1, { error: COMMAND }),
  interval: duration.optional(),
  timeout: duration.optional(),
  retries: z.int({ error: RETRIES }).min(1, { error: RETRIES }).optional(),
}) satisfies z.ZodType<Healthcheck>;

/** The health check in the Docker provider's form. */
export function dockerHealthcheck({ command, ...rest }: Healthcheck) {
  const { interval = "10s", timeout = "3s", retries = 3 } = rest;
  return { tests: ["CMD", ...command], interval, timeout, retries };
}
