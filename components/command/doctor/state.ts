// The stack's state: whether it can be read, and what an interrupted update left in it.
import { reasonOf } from "../failure";
import { readDeployed } from "../stack/deployed";
import type { Deployed } from "../stack/model";
import type { PulumiCommand } from "../stack/pulumi";
import { bad, type Finding, ok } from "./finding";
import { words } from "./tools";

/** The state as far as it can be read, and what was found of it. */
export interface CheckedState {
  readonly deployed?: Deployed;
  readonly findings: readonly Finding[];
}

/** Checks the state of a stack, and whether its secrets can be decrypted; it drops them. */
export async function checkState(pulumi: PulumiCommand, stack: string): Promise<CheckedState> {
  try {
    const [deployed, secrets] = await Promise.all([
      readDeployed(pulumi, stack),
      pulumi.capture(["stack", "export", "--show-secrets", "--stack", stack]),
    ]);
    const decrypted =
      secrets.code === 0
        ? ok("secrets", "the passphrase, or the key, of the stack decrypts them")
        : bad("secrets", words(secrets.stderr).replace("could not deserialize deployment: ", ""));
    return { deployed, findings: [...interrupted(deployed, pulumi), decrypted] };
  } catch (error) {
    return { findings: [bad("state", reasonOf(error))] };
  }
}

function interrupted(
  { stack, pending, leftovers, services, entries }: Deployed,
  { shown }: PulumiCommand,
): Finding[] {
  const began = pending.map((operation) => operation.replace(/urn:.*::/, ""));
  const left = leftovers.map((name) =>
    bad(
      "state",
      `container ${name} is replaced, but still there. Remove it: ${shown} up --stack ${stack}`,
    ),
  );
  if (began.length === 0 && left.length === 0) {
    return [ok("state", `${services.length + entries.length} components, no interrupted update`)];
  }
  return [
    ...began.map((operation) =>
      bad(
        "state",
        `an interrupted update did not finish ${operation}. Run: ${shown} refresh --stack ${stack}`,
      ),
    ),
    ...left,
  ];
}
