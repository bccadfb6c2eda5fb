import type { Engine } from "../../docker/engine";
import { writeFiles } from "../../docker/files";
import { logLines } from "../../docker/logs";
import { refusedWith } from "../../docker/served";
import { unprocessed } from "../../labels/caddyfile/generate";
import { expandTemplates } from "../../labels/caddyfile/template";
import { labelledContainers, readingOf, supersededIn } from "./labelled";
import type { RouteProps } from "./props";

/** Milliseconds between two looks. */
const INTERVAL = 50;

const FILE = "wanted.Caddyfile";

/**
 * Whether labels of superseded containers, and nothing else, keep the proxy from taking what the
 * stack says. A container's labels can't be changed, and Pulumi deletes the old containers of a
 * service when all else of an update is done: until then the proxy reads what both say, which Caddy
 * may refuse, such as one host in two sites. That is over with the update itself, unless it fails.
 *
 * @throws Error with Caddy's words when it refuses what the stack says without them, too, and the
 *   plugin does not drop the site that Caddy refuses.
 */
export async function isHeldBack(
  engine: Engine,
  { name, proxy, controller = proxy }: Pick<RouteProps, "name" | "proxy" | "controller">,
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

/** A value with its templates filled in, by any word where only the plugin knows the right one. */
function filled(value: string, ips: readonly string[]): string {
  try {
    return expandTemplates(value, ips);
  } catch {
    return value.replace(/\{\{.*?\}\}/gs, "unknown");
  }
}

/**
 * Why Caddy refuses a configuration; `undefined` when it takes it. It is asked in a container of its
 * own, of the proxy's image and with the proxy's volumes, so that the proxy itself is not at stake.
 */
async function refusalOf(engine: Engine, proxy: string, text: string): Promise<string | undefined> {
  const { Image: image, Path: caddy, Config: config } = await engine.getContainer(proxy).inspect();
  const container = await engine.createContainer({
    Image: image,
    Entrypoint: [caddy],
    Cmd: ["validate", "--adapter", "caddyfile", "--config", `/${FILE}`],
    Env: config.Env,
    User: config.User,
    HostConfig: { NetworkMode: "none", VolumesFrom: [proxy] },
  });
  try {
    await writeFiles(engine, container.id, "/", { [FILE]: text });
    await container.start();
    for (;;) {
      const { State: state } = await container.inspect();
      if (!state.Running) {
        if (state.ExitCode === 0) return undefined;
        const lines = await logLines(engine, container.id);
        return lines.at(-1)?.text ?? `caddy ended with ${state.ExitCode}`;
      }
      await new Promise((resolve) => setTimeout(resolve, INTERVAL));
    }
  } finally {
    await container.remove({ force: true });
  }
}
