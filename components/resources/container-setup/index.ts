import { posix } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { FullLimits } from "../../declare/settings";
import { startStopped, waitForContainers } from "../../docker/containers/readiness";
import { writeFiles } from "../../docker/files/files";
import { connect } from "../../docker/host/client";
import type { DockerHost, Engine } from "../../docker/host/engine";
import { unlessMissing } from "../../docker/host/engine";
import { hostOf } from "../../provider/host-of";
import { textOf } from "../../schema/canonical";
import { containersSeen, watchingDrift } from "../drift";
import { ProvidedResource } from "../provided-resource";
import { giveFolder } from "./folders";

/** The resolved properties of a container's setup, as the state keeps them. */
interface ContainerSetupProps {
  readonly docker: DockerHost;
  /** Id of the container. */
  readonly container: string;
  /** Megabytes of memory, swap included. Default: no limit. */
  readonly memory?: number;
  /** The most processes and threads at a time. Default: no limit. */
  readonly processes?: number;
  /** Processor cores. Default: no limit. */
  readonly cpus?: number;
  /** Id of its user and group. Default: root. */
  readonly user?: number;
  /** Folders on its volumes that this user owns, with all that is in them. */
  readonly folders: readonly string[];
  /** Contents of files on its volumes that this user reads, by path: secrets. */
  readonly files: Readonly<Record<string, string>>;
  /** Seconds it may take to be ready, where nothing else waits for it. */
  readonly readyTimeout?: number;
}

/**
 * The properties that an update compares, as text.
 *
 * @public States of earlier packages require it: see toolchain/lib/old-paths.mjs.
 */
export function comparable({ docker: _docker, ...rest }: ContainerSetupProps): string {
  return textOf(rest);
}

const MEGABYTE = 1024 * 1024;
const BILLION = 1e9;

/**
 * Seconds that a program gets to finish its work before it restarts with new secrets; fewer than the
 * timeout of a request to the engine.
 */
const GRACE = 10;

const provider = {
  async create(props: ContainerSetupProps) {
    await setUp(connect(props.docker), props);
    return { id: props.container, outs: props };
  },

  async update(_id: string, olds: ContainerSetupProps, news: ContainerSetupProps) {
    const engine = connect(news.docker);
    const lifted = olds.container === news.container && olds.cpus !== undefined;
    await setUp(engine, lifted ? { ...news, cpus: news.cpus ?? (await coresOf(engine)) } : news);
    await startStopped(engine, news.container);
    const known = olds.container !== news.container || textOf(olds.files) === textOf(news.files);
    // A program reads its secrets when it starts.
    if (!known) await engine.getContainer(news.container).restart({ t: GRACE });
    return { outs: news };
  },

  async diff(_id: string, olds: ContainerSetupProps, news: ContainerSetupProps) {
    return { changes: comparable(olds) !== comparable(news) };
  },

  async read(id: string, props?: ContainerSetupProps) {
    if (props === undefined) return { id };
    if (props.memory === undefined) return { id, props };
    const { cpus, ...found } = await limitsOf(connect(props.docker), props.container);
    const limited = props.cpus === undefined ? {} : { cpus };
    return { id, props: { ...props, ...found, ...limited } };
  },
};

export const containerSetupProvider: pulumi.dynamic.ResourceProvider<
  ContainerSetupProps,
  ContainerSetupProps
> = watchingDrift(provider, async (olds, news) => {
  const { gone, changed = [] } = await containersSeen(
    olds.docker,
    [olds.container],
    [news.container],
  );
  if (olds.container !== news.container) return { gone, changed };
  const found =
    olds.memory === undefined ? {} : await limitsOf(connect(olds.docker), olds.container);
  const others = (["memory", "processes", "cpus"] as const)
    .filter((limit) => found[limit] !== undefined && olds[limit] !== undefined)
    .filter((limit) => found[limit] !== olds[limit])
    .map((limit) => `its limit of ${limit} is ${found[limit]}${limit === "memory" ? " MB" : ""}`);
  return { gone, changed: [...changed, ...others] };
});

async function setUp(engine: Engine, props: ContainerSetupProps): Promise<void> {
  await configure(engine, props);
  const { container, readyTimeout } = props;
  if (readyTimeout !== undefined) await waitForContainers(engine, [container], readyTimeout);
}

async function configure(engine: Engine, props: ContainerSetupProps): Promise<void> {
  const { container, memory, processes, cpus, user = 0, folders, files } = props;
  if (memory !== undefined) {
    const bytes = memory * MEGABYTE;
    const cores = cpus === undefined ? {} : { NanoCpus: Math.round(cpus * BILLION) };
    const limits = { Memory: bytes, MemorySwap: bytes, PidsLimit: processes, ...cores };
    await engine.getContainer(container).update(limits);
  }
  for (const folder of folders) await giveFolder(engine, container, folder, user);
  for (const [path, content] of Object.entries(files)) {
    const { dir, base } = posix.parse(path);
    // The user may read it as a member of the group, but not change it.
    await writeFiles(engine, container, dir, { [base]: content }, { mode: 0o440, gid: user });
  }
}

/** The limits of a container; none where it is gone, which its own resource reports. */
async function limitsOf(engine: Engine, container: string): Promise<Partial<ContainerSetupProps>> {
  const found = await engine.getContainer(container).inspect().catch(unlessMissing);
  if (found === undefined) return {};
  const { Memory: memory = 0, PidsLimit: processes, NanoCpus: cpus = 0 } = found.HostConfig;
  return { memory: memory / MEGABYTE, processes: processes ?? 0, cpus: cpus / BILLION };
}

/** The cores of the Docker host: Docker can't lift a limit of cores, but raise it to all of them. */
async function coresOf(engine: Engine): Promise<number> {
  return (await engine.info()).NCPU;
}

/** Arguments of {@link ContainerSetup}. */
export interface ContainerSetupArgs {
  readonly container: pulumi.Input<string>;
  /** Default: no limits. */
  readonly limits?: FullLimits;
  /** Id of the user and group of the container. Default: root. */
  readonly user?: number;
  /** Folders on its volumes that this user owns. Default: none. */
  readonly folders?: readonly string[];
  /** Secrets, by path on its volumes. A change restarts the container. Default: none. */
  readonly files?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Seconds it may take to be ready. Default: another resource waits for it. */
  readonly readyTimeout?: number;
}

/**
 * The setup of a container that the Docker provider can't declare: a limit of processes, folders on
 * volumes that its user owns, and secrets where its root file system is read-only. A change is made in
 * place, and `up` reverts changes made by hand. Its type in the state is `Prepared`, and its name there
 * `<container>-prepared`.
 */
export class ContainerSetup extends ProvidedResource {
  constructor(name: string, args: ContainerSetupArgs, parent: pulumi.ComponentResource) {
    const { limits, folders = [], files = {}, ...rest } = args;
    super(
      "Prepared",
      `${name}-prepared`,
      {
        ...rest,
        ...limits,
        folders,
        files: Object.keys(files).length > 0 ? pulumi.secret(files) : {},
        docker: hostOf(parent),
      },
      { parent },
    );
  }
}
