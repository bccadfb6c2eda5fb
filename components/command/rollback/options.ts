// The options of the release before, which a stack's state keeps as a secret.
import type { ReleaseOptions } from "../../resources/releases";
import { textOf } from "../../schema/canonical";
import { CommandFailure, ExitCode } from "../failure";
import type { DeployedService } from "../stack/model";
import type { PulumiCommand } from "../stack/pulumi";

/** The parts of the export that are read here; secrets in it are in clear. */
interface Exported {
  readonly deployment?: {
    readonly resources?: readonly {
      readonly parent?: string;
      readonly outputs?: { readonly releaseOptions?: { readonly plaintext?: string } };
    }[];
  };
}

/**
 * The options of a service's release before that differ from those of the one that serves, beside the image, such
 * as `environment.LOG_LEVEL`; `null` for one that it did not have.
 */
export async function optionsBefore(
  pulumi: PulumiCommand,
  stack: string,
  service: DeployedService,
): Promise<ReleaseOptions> {
  const args = ["stack", "export", "--show-secrets", "--stack", stack];
  const { code, stdout, stderr } = await pulumi.capture(args);
  if (code !== 0) {
    throw new CommandFailure(
      `Pulumi can't decrypt the state:\n${stderr.trim()}`,
      ExitCode.Problems,
    );
  }
  const { deployment }: Exported = JSON.parse(stdout);
  const texts = (deployment?.resources ?? [])
    .filter(({ parent }) => parent === service.urn)
    .flatMap(({ outputs }) => outputs?.releaseOptions?.plaintext ?? []);
  const [now = {}, before = {}]: readonly ReleaseOptions[] = JSON.parse(texts[0] ?? "[]");
  return otherOptions(now, before);
}

/** Options of an earlier package's release are unknown, and stay as they are. */
export function otherOptions(now: ReleaseOptions, before: ReleaseOptions): ReleaseOptions {
  if (Object.keys(before).length === 0) return {};
  const names = new Set([...Object.keys(now), ...Object.keys(before)]);
  const changed = [...names].filter((name) => textOf(now[name]) !== textOf(before[name]));
  return Object.fromEntries(changed.sort().map((name) => [name, before[name] ?? null]));
}
