import { sameStack } from "../../declare/stack-id";
import type { Engine } from "../../docker/engine";
import { writeFiles } from "../../docker/files";
import { logLines } from "../../docker/output";
import { poll } from "../../docker/poll";
import { refusedWith } from "../../docker/served";
import { unprocessed } from "../../labels/caddyfile/generate";
import { expandTemplates } from "../../labels/caddyfile/template";
import { labelledContainers, readingOf, supersededIn } from "./labelled";

/** Milliseconds between two polls. */
const INTERVAL = 50;

const FILE = "wanted.Caddyfile";

/** The proxy that a resource waits for. */
export interface AwaitedProxy {
  /** `<project>/<stack>/<resource>`, unique on the Docker host. */
  readonly name: string;
  /** Id of the proxy's container. */
  readonly proxy: string;
  /** Id of the container that reads the labels, where the proxy itself does not. */
  readonly controller?: string;
}

/**
 * Whether labels of superseded containers, and nothing else, make Caddy refuse the configuration. A
 * container's labels can't be changed, and Pulumi deletes the old containers of a service at the end of
 * an update. Until then the proxy reads the labels of both, which Caddy may refuse: one host in two
 * sites, for example. The end of the update resolves that, unless the update fails.
 *
 * @throws Error with Caddy's error when Caddy refuses the configuration without those labels, too, and
 *   the plugin does not drop the site that Caddy refuses.
 */
export async function isHeldBack(
  engine: Engine,
  { name, proxy, controller = proxy }: AwaitedProxy,
): Promise<boolean> {
  const reading = await readingOf(engine, controller);
  const containers = await labelledContainers(engine, reading);
  const superseded = supersededIn(containers, name);
  if (superseded.length === 0 || reading.base !== undefined) return false;
  const wanted = containers.filter((each) => !superseded.includes(each));
  if ((await refusalOf(engine, proxy, unprocessed(containers, filled))) === undefined) return false;
  const refusal = await refusalOf(engine, proxy, unprocessed(wanted, filled));
  if (refusal === undefined || reading.process) return refusal === undefined;
  throw refusedWith(refusal);
}

/** A value with its templates filled in; with "unknown" where only the plugin knows the value. */
function filled(value: string, ips: readonly string[]): string {
  try {
    return expandTemplates(value, ips);
  } catch {
    return value.replace(/\{\{.*?\}\}/gs, "unknown");
  }
}

/**
 * Why Caddy refuses a configuration; `undefined` when it accepts it. `caddy validate` runs in a
 * container of its own, with the image and the volumes of the proxy, so that the proxy is not at risk.
 */
async function refusalOf(engine: Engine, proxy: string, text: string): Promise<string | undefined> {
  const { Image: image, Path: caddy, Config: config } = await engine.getContainer(proxy).inspect();
  const container = await engine.createContainer({
    Image: image,
    Entrypoint: [caddy],
    Cmd: ["validate", "--adapter", "caddyfile", "--config", `/${FILE}`],
    Env: config.Env,
    User: config.User,
    Labels: sameStack(config.Labels),
    HostConfig: { NetworkMode: "none", VolumesFrom: [proxy] },
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
