import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { userFile } from "../caddy/routing/upstream-files";
import type { Credential } from "./options/backend";

/** The passwords of a service's users. */
export interface Passwords {
  /** Their bcrypt hashes, by the file that Caddy reads each from. Secret. */
  readonly files: Record<string, pulumi.Output<string>>;
  /** The passwords in clear, by user. Secret. */
  readonly clear: pulumi.Output<Record<string, string>>;
}

/**
 * Declares a password for each credential: 32 letters and digits, unchanged while the credential is
 * configured.
 */
export function declarePasswords(
  name: string,
  credentials: readonly Credential[],
  parent: pulumi.Resource,
): Passwords {
  const declared = credentials.map((credential) => {
    const { user, rotation } = credential;
    const password = new random.RandomPassword(
      `${name}-${user}-${rotation}`,
      { length: 32, special: false },
      { parent },
    );
    return { user, file: userFile(name, credential), password };
  });
  return {
    files: Object.fromEntries(declared.map(({ file, password }) => [file, password.bcryptHash])),
    clear: pulumi.secret(
      pulumi
        .all(declared.map(({ password }) => password.result))
        .apply((all) => Object.fromEntries(declared.map(({ user }, at) => [user, all[at] ?? ""]))),
    ),
  };
}
