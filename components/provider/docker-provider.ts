import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { DockerHost } from "../docker/endpoint";
import { checkArgs } from "../schema/refusal";
import type { DockerHostArgs } from "./args";
import { type RegistryLogin, registriesSchema, registryAuth } from "./registry-login";
import { chosenHost } from "./resolve";

/** A Docker host, and who it is to registries. */
export interface DockerProviderArgs extends DockerHostArgs {
  /**
   * Accounts at registries whose images not everybody may have, one a registry. A change touches no
   * container. Default: none; images that everybody may have need none.
   */
  registries?: RegistryLogin[];
}

/** A Docker provider that tells which host it is for. */
export interface HostProvider extends docker.Provider {
  /** The host, for `connect` and `findNetwork`. */
  readonly dockerHost: DockerHost;
}

/**
 * The provider of one Docker host. Components that get it by `opts.provider` put everything there,
 * and whatever they ask of the host themselves goes the same way, with the same keys. What is on a
 * network or behind an entry point gets the provider of that unless it is given one.
 *
 * @param args the host, and accounts at registries. Default: the host that Docker's client chooses.
 * @throws Refusal where that can't be a host, with everything that is wrong.
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
  return providerOf(name, chosenHost(`Docker provider "${name}"`, args).host, registries, opts);
}

/** @internal The provider of a host that is known already. */
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

/** @internal The host of a provider that was made here; `undefined` for any other. */
export function hostOfProvider(provider: docker.Provider): DockerHost | undefined {
  return (provider as Partial<HostProvider>).dockerHost;
}
