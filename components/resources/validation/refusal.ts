import type { HostConfig } from "dockerode";
import { sameStack } from "../../declare/stack-id";
import type { Engine } from "../../docker/engine";
import { writeFiles } from "../../docker/files";
import { logLines } from "../../docker/output";
import { poll } from "../../docker/poll";

/** A Caddy that a configuration is tried with. */
export interface TrialCaddy {
  /** The container of a proxy, whose environment, user and volumes it has. */
  readonly proxy: string;
  /** Id of its image. Default: the proxy's. */
  readonly image?: string;
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

/**
 * Why Caddy refuses a configuration; `undefined` when it accepts it. `caddy validate` runs in a container of
 * its own, which publishes nothing and is on no network, so that the proxy is not at risk.
 */
export async function refusalOf(
  engine: Engine,
  { proxy, image, directories = [] }: TrialCaddy,
  text: string,
): Promise<string | undefined> {
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
      NetworkMode: "none",
      VolumesFrom: [proxy],
      ...mountsOf(directories),
    },
  });
  try {
    await writeFiles(engine, container.id, "/", { [FILE]: text });
    await container.start();
    const code = await poll(
      async () => {
        const { State: state } = await container.inspect();
        return state.Running ? undefined : state.ExitCode;
      },
      { interval: INTERVAL },
    );
    if (code === 0) return undefined;
    const lines = await logLines(engine, container.id);
    return lines.at(-1)?.text ?? `caddy ended with ${code}`;
  } finally {
    await container.remove({ force: true });
  }
}

function mountsOf(directories: readonly Directory[]): Pick<HostConfig, "Mounts"> {
  if (directories.length === 0) return {};
  const mounts = directories.map(({ hostPath, containerPath }) => ({
    ...{ Type: "bind" as const, Source: hostPath, Target: containerPath, ReadOnly: true },
  }));
  return { Mounts: mounts };
}
