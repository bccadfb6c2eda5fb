import type { Container, ContainerInspectInfo, HostConfig } from "dockerode";
import { sameStack } from "../../declare/stack-id";
import { messageOf } from "../../docker/caddy";
import type { Engine } from "../../docker/engine";
import { readFile, readFolder, writeFiles } from "../../docker/files";
import { logLines } from "../../docker/output";
import { poll } from "../../docker/poll";
import { type Configuration, textOf } from "./configuration";

/** A Caddy that a configuration is tried with. */
export interface TrialCaddy {
  /** The container of a proxy, whose environment, user, volumes and secrets it has. */
  readonly proxy: string;
  /** Id of its image. Default: the proxy's. */
  readonly image?: string;
  /** Path, in the container, of the Caddyfile that labels are added to. Default: none. */
  readonly base?: string;
  /** Further directories of the Docker host that it reads. Default: none. */
  readonly directories?: readonly Directory[];
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

/**
 * Why Caddy refuses a configuration; `undefined` when it accepts it. `caddy validate` runs in a container of
 * its own, so that the proxy is not at risk. It uses the network of the proxy, on which a module may read
 * what it needs, and opens no port: Caddy validates without starting anything.
 */
export async function refusalOf(
  engine: Engine,
  caddy: TrialCaddy,
  configuration: Configuration,
): Promise<string | undefined> {
  const { proxy, base, image, directories = [] } = caddy;
  const like = await engine.getContainer(proxy).inspect();
  const { Env: environment, User: user, Labels: labels } = like.Config;
  const container = await engine.createContainer({
    Image: image ?? like.Image,
    Entrypoint: [like.Path],
    Cmd: ["validate", "--adapter", "caddyfile", "--config", `/${FILE}`],
    Env: environment,
    User: user,
    Labels: sameStack(labels),
    HostConfig: {
      NetworkMode: like.State.Running ? `container:${proxy}` : "none",
      VolumesFrom: [proxy],
      ...mountsOf(directories),
    },
  });
  try {
    await copySecrets(engine, like, container.id);
    const added = base && (await readFile(engine, container.id, base));
    const text = textOf(configuration, added);
    await writeFiles(engine, container.id, "/", { [FILE]: text });
    await container.start();
    return await refusalIn(engine, container);
  } finally {
    await container.remove({ force: true });
  }
}

/** Copies the files with secrets of a proxy that has them in no volume. */
async function copySecrets(engine: Engine, proxy: ContainerInspectInfo, to: string): Promise<void> {
  if (proxy.Mounts.some(({ Destination: path }) => path === SECRETS)) return;
  const files = await readFolder(engine, proxy.Id, SECRETS);
  const below = [...files].map(([path, content]) => [`${SECRETS}/${path}`, content]);
  if (below.length > 0) await writeFiles(engine, to, "/", Object.fromEntries(below));
}

/** Waits until a `caddy validate` ends, and returns its last words where it fails. */
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

function mountsOf(directories: readonly Directory[]): Pick<HostConfig, "Mounts"> {
  if (directories.length === 0) return {};
  const mounts = directories.map(({ hostPath, containerPath }) => ({
    ...{ Type: "bind" as const, Source: hostPath, Target: containerPath, ReadOnly: true },
  }));
  return { Mounts: mounts };
}
