// The options of the containers that users declare: everything that Docker and compose say of one.
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { clientPathProblem } from "../../schema/path-problems";
import {
  containerPath,
  environment,
  flag,
  listMatching,
  matching,
  oneOf,
  strictObject,
} from "../../schema/values";
import { type ContainerFile, type ContainerSecret, filesSchema, secretsSchema } from "./files";
import { type Mount, mountSchema } from "./mounts";
import {
  hostName,
  type NetworkAttachment,
  networksSchema,
  type PublishedPort,
  portsSchema,
} from "./networks";
import {
  type Capabilities,
  capabilitiesSchema,
  type Device,
  devicesSchema,
  type Privileges,
  privilegesSchema,
  type Ulimit,
  ulimitsSchema,
} from "./privileges";
import { memorySize } from "./size";

/** When Docker restarts a container. */
export const RestartPolicy = {
  /** Never. */
  No: "no",
  /** When it ends with another exit code than 0. */
  OnFailure: "on-failure",
  /** Always, also when Docker itself starts. */
  Always: "always",
  /** Always, unless somebody stopped it. */
  UnlessStopped: "unless-stopped",
} as const;
export type RestartPolicy = (typeof RestartPolicy)[keyof typeof RestartPolicy];

/** Where Docker keeps the log of a container. */
export interface Logging {
  /** Docker's driver, such as `json-file`, `local`, `journald` or `syslog`. */
  driver: string;
  /** Its options, such as `{ "max-size": "10m" }`. Default: the driver's own. */
  options?: Record<string, string>;
}

/**
 * The options of a container, in the words of Docker and compose. A change replaces the containers.
 * docs/services.md has a table of compose's keys.
 */
export interface ContainerOptions {
  /** The command and its arguments. Default: the image's. */
  command?: string[];
  /** The program that gets the command as its arguments. Default: the image's. */
  entrypoint?: string[];
  /** The folder in which the program starts. Default: the image's. */
  workingDir?: string;
  /** User or `user:group`, names of the image or ids. Default: the image's. */
  user?: string;
  /** Further groups of the user, names or ids. Default: none. */
  groupAdd?: string[];
  /** Environment variables, which `docker inspect` shows: see `secrets`. Default: none. */
  environment?: Record<string, pulumi.Input<string>>;
  /**
   * Files of the machine that runs Pulumi with lines `NAME=value`, a later one before an earlier one, and
   * `environment` before all. Default: none.
   */
  envFile?: string[];
  /** Volumes, directories of the Docker host and file systems in memory. Default: none. */
  volumes?: Mount[];
  /** Files in the container, by absolute path. Their folders become volumes. Default: none. */
  files?: Record<string, ContainerFile>;
  /** Secrets, by the names of their files in `/run/secrets`. Default: none. */
  secrets?: Record<string, ContainerSecret>;
  /** Networks that it joins, for a service behind the entry point beside the proxy's. Default: none. */
  networks?: NetworkAttachment[];
  /** Ports of the Docker host that lead to it, past the entry point. Default: none. */
  ports?: PublishedPort[];
  /** Addresses of further hosts, by name; `host-gateway` is the Docker host. Default: none. */
  extraHosts?: Record<string, string>;
  /** Addresses of DNS servers. Default: Docker's own. */
  dns?: string[];
  /** Domains in which short names are looked up. Default: the Docker host's. */
  dnsSearch?: string[];
  /** Options of the resolver, such as `ndots:1`. Default: none. */
  dnsOptions?: string[];
  /** The name that the container has for itself. Default: its id. */
  hostname?: string;
  /** Whether Docker's own init reaps ended processes and passes on signals. Default: the engine's. */
  init?: boolean;
  /** The size of /dev/shm, such as `256m`, in whole megabytes. Default: Docker's, 64m. */
  shmSize?: string;
  /** Limits of its processes. Default: Docker's. */
  ulimits?: Ulimit[];
  /** Kernel parameters of its namespaces, such as `{ "net.core.somaxconn": "1024" }`. */
  sysctls?: Record<string, string>;
  /** Devices of the Docker host. Default: none. */
  devices?: Device[];
  /** `all`: every GPU of the Docker host, by NVIDIA's container toolkit. Default: none. */
  gpus?: string;
  /** Capabilities that it gets beside Docker's, or loses. With `confinement`, write them there. */
  capabilities?: Capabilities;
  /** Full access to the Docker host, with the reason. Default: none. */
  privileged?: Privileges;
  /** Labels for other tools than the entry point. Default: none. */
  labels?: Record<string, string>;
  /** Default: `json-file`, three files of 10 MB. */
  logging?: Logging;
  /** Default: `unless-stopped`. */
  restart?: RestartPolicy;
  /** The signal that asks its program to stop, such as `SIGINT`. Default: the image's. */
  stopSignal?: string;
}

const WORDS = 'must be an array of strings, such as ["server", "--port", "8080"]';
const words = z.array(z.string({ error: WORDS }), { error: WORDS }).min(1, { error: WORDS });

/** An object of strings. */
function record(key: RegExp, value: RegExp, error: string) {
  return z.record(z.string().regex(key), matching(value, error), { error });
}

const ADDRESSES = 'must be an array of IP addresses, such as ["10.0.0.2"]';

/** @internal The checks of {@link ContainerOptions}, one a field. */
export const containerShape = {
  command: words.optional(),
  entrypoint: words.optional(),
  workingDir: containerPath.optional(),
  user: matching(
    /^[\w.-]+(:[\w.-]+)?$/,
    'must be a user, or a user and a group, such as "1000:1000" or "postgres"',
  ).optional(),
  groupAdd: listMatching(/^[\w.-]+$/, 'must be an array of groups, such as ["video"]').optional(),
  environment: environment.optional(),
  envFile: z
    .array(
      z
        .string({ error: 'must be a path on the machine that runs Pulumi, such as "shop.env"' })
        .superRefine((path, context) => {
          const message = clientPathProblem(path);
          if (message !== undefined) context.addIssue({ code: "custom", message });
        }),
      { error: 'must be an array of paths, such as ["shop.env"]' },
    )
    .optional(),
  volumes: z
    .array(mountSchema, {
      error: 'must be an array of mounts, such as [{ source: "data", target: "/var/lib/shop" }]',
    })
    .optional(),
  files: filesSchema.optional(),
  secrets: secretsSchema.optional(),
  networks: networksSchema.optional(),
  ports: portsSchema.optional(),
  extraHosts: record(
    /^\S+$/,
    /^(host-gateway|[0-9a-fA-F.:]+)$/,
    'must be an address by name, such as { "nas.lan": "192.168.1.20" } or "host-gateway"',
  ).optional(),
  dns: listMatching(/^[0-9a-fA-F.:]+$/, ADDRESSES).optional(),
  dnsSearch: listMatching(
    /^\S+$/,
    'must be an array of domains, such as ["example.com"]',
  ).optional(),
  dnsOptions: listMatching(/^\S+$/, 'must be an array of options, such as ["ndots:1"]').optional(),
  hostname: hostName.optional(),
  init: flag.optional(),
  shmSize: memorySize
    .refine((size) => !/^\d+k?b$|^\d+k$/i.test(size), {
      error: 'must be in megabytes or gigabytes, such as "256m"',
    })
    .optional(),
  ulimits: ulimitsSchema.optional(),
  sysctls: record(
    /^[\w.-]+$/,
    /^[^\0]*$/,
    'must be strings by name, such as { "net.core.somaxconn": "1024" }',
  ).optional(),
  devices: devicesSchema.optional(),
  gpus: z
    .literal("all", {
      error: "must be \"all\": Docker's provider can't choose among the GPUs of a host",
    })
    .optional(),
  capabilities: capabilitiesSchema.optional(),
  privileged: privilegesSchema.optional(),
  labels: record(
    /^[^\s=]+$/,
    /^[^\0]*$/,
    'must be strings by name, such as { team: "shop" }',
  ).optional(),
  logging: strictObject("a setting of the log", {
    driver: matching(/^[\w.-]+(:\w+)?$/, 'must be a driver of Docker\'s, such as "journald"'),
    options: record(
      /^\S+$/,
      /^[^\0]*$/,
      'must be strings by name, such as { "max-size": "10m" }',
    ).optional(),
  }).optional(),
  restart: oneOf(RestartPolicy).optional(),
  stopSignal: matching(/^(SIG[A-Z0-9+-]+|\d+)$/, 'must be a signal, such as "SIGINT"').optional(),
};
