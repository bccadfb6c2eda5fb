// Makes a Docker provider of a host and its registry logins. This folder has what leads to a Docker host.
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { DockerHost } from "../docker/host/engine";
import { isMirror, registryOf } from "../docker/images/mirror";
import { checkArgs } from "../schema/refusal";
import { secretGroup, secretText } from "../schema/secret";
import type { DockerHostArgs } from "./docker-host-args";
import { resolveTypedHost } from "./resolve";

/** An account at a registry, for private images. */
export interface RegistryLogin {
  /** The registry, as references of its images begin: `registry.example.com`, `10.0.0.5:5000`. */
  address: string;
  /** The account's name. */
  username: string;
  /** Its password or token. Secret: encrypted in the state, in no message. */
  password: pulumi.Input<string>;
}

/** A Docker host, and its accounts at registries. */
export interface DockerProviderArgs extends DockerHostArgs {
  /**
   * Accounts at registries with private images, one per registry. A change touches no container.
   * Default: none; public images need none.
   */
  registries?: RegistryLogin[];
}

/** A Docker provider with its host. */
export interface HostProvider extends docker.Provider {
  /** The host, for `connect` and `findNetwork`. */
  readonly dockerHost: DockerHost;
}

/**
 * The provider of one Docker host. Components that get it by `opts.provider` deploy there, and send their
 * own requests there with the same credentials. A component on a network or behind an entry point inherits
 * the provider of that.
 *
 * @param args the host, and accounts at registries. Default: the host that Docker's client chooses.
 * @throws Refusal with every mistake.
 * @example
 * const provider = dockerProvider("edge", { url: "ssh://deploy@edge.example.com" });
 * const network = new ProxyNetwork("proxy_net", {}, { provider });
 * const entry = new CaddyProxy("caddy", { network });
 */
export function dockerProvider(
  name: string,
  { registries, ...args }: DockerProviderArgs = {},
  opts?: pulumi.ResourceOptions,
): HostProvider {
  checkArgs("Docker provider", name, registriesSchema, { registries });
  return providerOf(
    name,
    resolveTypedHost(`Docker provider "${name}"`, args).host,
    registries,
    opts,
  );
}

/** @internal The provider of a resolved host. */
export function providerOf(
  name: string,
  { url, certPath, sshOpts }: DockerHost,
  registries: readonly RegistryLogin[] = [],
  opts?: pulumi.ResourceOptions,
): HostProvider {
  const provider = new docker.Provider(
    name,
    {
      ...{ host: url, certPath, sshOpts: sshOpts && [...sshOpts] },
      registryAuth: registries.length > 0 ? registryAuth(registries) : undefined,
    },
    opts,
  );
  return Object.assign(provider, { dockerHost: { url, certPath, sshOpts } });
}

/** @internal The host of a provider of {@link dockerProvider}; `undefined` for any other. */
export function hostOfProvider(provider: docker.Provider): DockerHost | undefined {
  return (provider as Partial<HostProvider>).dockerHost;
}

const ADDRESS = 'must be a registry, without "https://" and path, such as "registry.example.com"';
const LOGINS = "must be an array of { address, username, password }.";

/** @internal Checks the registries of a Docker provider. */
const registriesSchema = z.object({
  registries: z
    .array(
      secretGroup("a setting of a registry", {
        address: z
          .string({ error: ADDRESS })
          .refine((text) => isMirror(text) && registryOf(text) === text, { error: ADDRESS }),
        username: z.string({ error: "must be a string" }).min(1, { error: "must not be empty" }),
        password: secretText,
      }),
      { error: LOGINS },
    )
    .optional(),
});

/** @internal The accounts in the Docker provider's form. */
function registryAuth(logins: readonly RegistryLogin[]): docker.types.input.ProviderRegistryAuth[] {
  return logins.map(({ address, username, password }) => ({
    ...{ address, username },
    password: pulumi.secret(password),
  }));
}
