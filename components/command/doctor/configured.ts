// The Docker host of a stack that has not been deployed: the configured one, else as Docker's client chooses.
import type { DockerHost } from "../../docker/host/engine";
import { resolveWithSource } from "../../docker/host/host";
import { type DockerHostArgs, toConfiguredHost } from "../../provider/docker-host-args";
import type { PulumiCommand } from "../stack/pulumi";

/** What `pulumi config --json` prints of a setting. */
interface Setting {
  readonly value?: string;
  readonly objectValue?: unknown;
}

/**
 * Resolves the Docker host of a stack by its file: `gatehouse:host`, else `docker:host`.
 *
 * @throws Error where a context is unusable.
 */
export async function configuredHost(pulumi: PulumiCommand, stack: string): Promise<DockerHost> {
  const { code, stdout } = await pulumi.capture(["config", "--json", "--stack", stack]);
  const settings: Readonly<Record<string, Setting>> = code === 0 ? JSON.parse(stdout) : {};
  const typed = settings["gatehouse:host"]?.objectValue as DockerHostArgs | undefined;
  const sshOpts = settings["docker:sshOpts"]?.objectValue;
  const untyped = {
    host: settings["docker:host"]?.value,
    certPath: settings["docker:certPath"]?.value,
    sshOpts: Array.isArray(sshOpts) ? sshOpts : undefined,
  };
  return resolveWithSource(typed === undefined ? untyped : toConfiguredHost(typed)).host;
}
