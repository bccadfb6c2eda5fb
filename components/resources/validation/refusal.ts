import type { Container, ContainerInspectInfo, MountSettings } from "dockerode";
import { sameStack } from "../../declare/stack-id";
import { logLines } from "../../docker/containers/output";
import { readFile, readFolder, writeFiles } from "../../docker/files/files";
import type { Engine } from "../../docker/host/engine";
import { poll } from "../../docker/poll";
import { messageOf } from "../../docker/routes/caddy";
import { type Configuration, textOf } from "./configuration";

/** A Caddy that a configuration is tried with. */
export interface TrialCaddy {
  /** The container of a proxy, whose environment, user, volumes and secrets it has. */
  readonly proxy: string;
  /** The container that makes the configuration of a Caddyfile. Default: the proxy's. */
  readonly reader?: string;
  /** Id of its image. Default: the proxy's. */
  readonly image?: string;
  /** Path, in the container, of the Caddyfile that labels are added to. Default: none. */
  readonly base?: string;
  /** Further directories of the Docker host that it reads. Default: none. */
  readonly directories?: readonly Directory[];
  /** Further files with secrets, by path. Default: none. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** A directory of the Docker host in a container. */
export interface Directory {
  readonly hostPath: string;
  readonly containerPath: string;
}

/** Milliseconds between two polls. */
const INTERVAL = 50;

const FILE = "wanted.Caddyfile";

/** The folder of the files with secrets. */
const SECRETS = "/run/secrets";

/** Docker's socket, which a trial needs not. */
const SOCKET = "/var/run/docker.sock";

/** Directives whose files Caddy reads when it makes a configuration of a Caddyfile. */
const READS_FILES = /^\s*(import\s+\S*[./*]|trusted_(ca|leaf)_cert_file\s)/m;

/**
 * Why Caddy refuses a configuration; `undefined` when it accepts it. `caddy validate` runs in a container of
 * its own, so that the proxy is not at risk. It uses the network of the proxy, on which a module may read
 * what it needs, and opens no port: Caddy validates without starting anything. Where another container makes the
 * configuration of a Caddyfile with files, it comes first.
 */
export async function refusalOf(
  engine: Engine,
  caddy: TrialCaddy,
  configuration: Configuration,
): Promise<string | undefined> {
  const { proxy, reader = proxy } = caddy;
  const reads = reader !== proxy && READS_FILES.test(textOf(configuration));
  const refusal = reads && (await run(engine, { ...caddy, proxy: reader }, "adapt", configuration));
  return refusal || (await run(engine, caddy, "validate", configuration));
}

/** Runs a command of Caddy on a configuration; returns its last words where it fails. */
async function run(
  engine: Engine,
  caddy: TrialCaddy,
  command: "adapt" | "validate",
  configuration: Configuration,
): Promise<string | undefined> {
  const { proxy, base, image } = caddy;
  const like = await engine.getContainer(proxy).inspect();
  const { Env: environment, User: user, Labels: labels } = like.Config;
  const container = await engine.createContainer({
    Image: image ?? like.Image,
    Entrypoint: [like.Path],
    Cmd: [command, "--adapter", "caddyfile", "--config", `/${FILE}`],
    Env: environment,
    User: user,
    Labels: sameStack(labels),
    HostConfig: {
      NetworkMode: like.State.Running ? `container:${proxy}` : "none",
      Mounts: mountsOf(like, caddy),
    },
  });
  try {
    const secrets = { ...(await secretsOf(engine, proxy)), ...caddy.secrets };
    if (Object.keys(secrets).length > 0) await writeFiles(engine, container.id, "/", secrets);
    const added = base && (await readFile(engine, container.id, base));
    await writeFiles(engine, container.id, "/", { [FILE]: textOf(configuration, added) });
    await container.start();
    return await refusalIn(engine, container);
  } finally {
    await container.remove({ force: true, v: true });
  }
}

/** The files with secrets of a proxy, by path. */
async function secretsOf(engine: Engine, proxy: string): Promise<Record<string, string>> {
  const found = [...(await readFolder(engine, proxy, SECRETS))];
  const files = found.filter(([path]) => path !== "" && !path.endsWith("/"));
  return Object.fromEntries(files.map(([path, content]) => [`${SECRETS}/${path}`, content]));
}

/** Waits until a command of Caddy ends, and returns its last words where it fails. */
async function refusalIn(engine: Engine, container: Container): Promise<string | undefined> {
  const ended = async () => {
    const { State: state } = await container.inspect();
    return state.Running ? undefined : state.ExitCode;
  };
  const code = await poll(ended, { interval: INTERVAL });
  if (code === 0) return undefined;
  const last = (await logLines(engine, container.id)).at(-1);
  return last === undefined ? `caddy ended with ${code}` : messageOf(last.text);
}

/**
 * The mounts of a proxy and further directories. Its secrets are copied instead, since more of them may
 * be written beside them.
 */
function mountsOf(
  { Mounts: mounts }: ContainerInspectInfo,
  { directories = [] }: TrialCaddy,
): MountSettings[] {
  const further = directories.map(({ hostPath, containerPath }) => ({
    ...{ Type: "bind" as const, Source: hostPath, Target: containerPath, ReadOnly: true },
  }));
  const hidden = new Set([SECRETS, SOCKET, ...further.map(({ Target: path }) => path)]);
  const own = mounts.filter(({ Destination: path }) => !hidden.has(path)).flatMap(mountLike);
  return [...own, ...further];
}

/** The same mount for another container; none of one in memory. */
function mountLike(mount: ContainerInspectInfo["Mounts"][number]): MountSettings[] {
  const { Type: type, Name: name, Source: source, Destination: target, RW: writable } = mount;
  if (type !== "bind" && type !== "volume") return [];
  const from = type === "volume" ? (name ?? "") : source;
  return [{ Type: type, Source: from, Target: target, ReadOnly: !writable }];
}
