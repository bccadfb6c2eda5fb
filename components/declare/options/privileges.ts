import type * as docker from "@pulumi/docker";
import { z } from "zod";
import {
  containerPath,
  hostPath,
  listMatching,
  matching,
  strictObject,
  whole,
} from "../../schema/values";

/** A device of the Docker host in a container. */
export interface Device {
  /** Its path on the Docker host, such as `/dev/ttyUSB0`. */
  source: string;
  /** Its path in the container. Default: the same. */
  target?: string;
  /** `r`, `w` and `m` (make), such as `rw`. Default: `rwm`. */
  permissions?: string;
}

/** A limit of a container's processes. */
export interface Ulimit {
  /** Its name without `RLIMIT_`, such as `nofile`. */
  name: string;
  /** The value that applies. -1 is no limit. */
  soft: number;
  /** The highest value that a process can set. Default: `soft`. */
  hard?: number;
}

/** Capabilities of a container. */
export interface Capabilities {
  /** Those that it gets beside Docker's own, such as `CAP_NET_ADMIN`. Default: none. */
  add?: string[];
  /**
   * Those of Docker's own that it loses. Default: `CAP_NET_RAW`, which `add` can keep: with it a program
   * writes its own packets, and so reaches the proxy's control network.
   */
  drop?: string[];
}

/** Full access to the Docker host: all capabilities and all devices. */
export interface Privileges {
  /** Why the service needs it. It changes nothing. */
  reason: string;
}

const CAPABILITY = 'must be an array of capabilities, such as ["CAP_NET_ADMIN"]';
const capabilityNames = listMatching(/^CAP_[A-Z_]+$/, CAPABILITY);

/** @internal Checks {@link Capabilities}. */
export const capabilitiesSchema = strictObject("a setting of the capabilities", {
  add: capabilityNames.optional(),
  drop: capabilityNames.optional(),
}) satisfies z.ZodType<Capabilities>;

const REASON = "must be a sentence, for whoever reads the program next";

/** @internal Checks {@link Privileges}. */
export const privilegesSchema = strictObject(
  "a setting of the privileges",
  { reason: z.string({ error: REASON }).min(10, { error: REASON }) },
  'must be an object with the reason, such as { reason: "builds images itself" }',
) satisfies z.ZodType<Privileges>;

const PERMISSIONS = 'must be some of "r", "w" and "m", such as "rw"';

/** @internal Checks {@link Device}s. */
export const devicesSchema = z.array(
  strictObject("a setting of a device", {
    source: hostPath,
    target: containerPath.optional(),
    permissions: matching(/^[rwm]{1,3}$/, PERMISSIONS).optional(),
  }),
  { error: 'must be an array of devices, such as [{ source: "/dev/ttyUSB0" }]' },
) satisfies z.ZodType<Device[]>;

const LIMIT_NAMES = [
  ...["as", "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile"],
  ...["nproc", "rss", "rtprio", "rttime", "sigpending", "stack"],
] as const;

/** @internal Checks {@link Ulimit}s. */
export const ulimitsSchema = z.array(
  strictObject("a setting of a limit", {
    name: z.enum(LIMIT_NAMES, { error: `must be one of ${LIMIT_NAMES.join(", ")}` }),
    soft: whole(-1),
    hard: whole(-1).optional(),
  }).refine(({ soft, hard = soft }) => hard === -1 || (soft !== -1 && soft <= hard), {
    path: ["soft"],
    error: "must not be more than hard",
  }),
  { error: 'must be an array of limits, such as [{ name: "nofile", soft: 65536 }]' },
) satisfies z.ZodType<Ulimit[]>;

/** Devices in the Docker provider's form. */
export function deviceInputs(devices: readonly Device[]): docker.types.input.ContainerDevice[] {
  return devices.map(({ source, target = source, permissions = "rwm" }) => ({
    ...{ hostPath: source, containerPath: target, permissions },
  }));
}

/** The capability that a container has no use for, unless its options add it. */
const PACKETS = "CAP_NET_RAW";

/** Capabilities of a container without a confinement, in the Docker provider's form. */
export function capabilityInputs({ add = [], drop = [] }: Capabilities = {}) {
  const drops = add.includes(PACKETS) ? drop : [...new Set([PACKETS, ...drop])];
  return {
    drops: drops.length === 0 ? undefined : [...drops],
    adds: add.length === 0 ? undefined : [...add],
  };
}
