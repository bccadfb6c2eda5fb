import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";

/** An account at a registry, with which a Docker host gets images that not everybody may have. */
export interface RegistryLogin {
  /** The registry, as references of its images begin: `registry.example.com`, `10.0.0.5:5000`. */
  address: string;
  /** The account's name. */
  username: string;
  /** Its password or token. A secret: it stands encrypted in the state. */
  password: pulumi.Input<string>;
}

/**
 * What the Docker provider is told of accounts: its `registryAuth`. A change touches no container.
 *
 * @example
 * new docker.Provider("docker", { registryAuth: registryAuth([{ address, username, password }]) });
 */
export function registryAuth(
  logins: readonly RegistryLogin[],
): docker.types.input.ProviderRegistryAuth[] {
  return logins.map(({ address, username, password }) => ({
    ...{ address, username },
    password: pulumi.secret(password),
  }));
}
