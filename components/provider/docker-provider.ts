import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { DockerHost } from "../docker/host";
import { checkArgs } from "../schema/problems";
import { type RegistryLogin, registriesSchema, registryAuth } from "./registry-login";
import { chosenHost } from "./resolve";

/** A client's certificates, for a Docker engine that listens on tcp with TLS. */
export interface ClientCertificates {
  /**
   * Folder with `ca.pem`, `cert.pem` and `key.pem`, on the machine that runs Pulumi. A relative path
   * starts at the folder of the program, and is the same for everybody who deploys.
   */
  directory: string;
}

/** How ssh gets to a Docker host. What is not said here, the person's own `~/.ssh/config` says. */
export interface SshAccess {
  /** The private key, on the machine that runs Pulumi; no other is tried. Default: ssh's own. */
  identityFile?: string;
  /**
   * The file of host keys that the host's must be in, on the machine that runs Pulumi.
   * Default: ssh's own.
   */
  knownHostsFile?: string;
  /** Port of the ssh server, 1 to 65535. Default: the url's, else ssh's own, 22. */
  port?: number;
  /** Further options by their names in ssh_config(5), such as `{ ProxyJump: "bastion" }`. */
  options?: Record<string, string>;
}

/**
 * Which Docker host, and with what a client proves itself there.
 *
 * A change of the way to a host changes nothing on it. Another host gets nothing by such a change:
 * what a stack made stays on the host that it made it on, so destroy it first.
 */
export interface DockerHostArgs {
  /**
   * Where the engine listens: `unix:///var/run/docker.sock`, `npipe:////./pipe/docker_engine`,
   * `tcp://host:2376` or `ssh://user@host:22`. Default: as Docker's client chooses, `DOCKER_HOST`,
   * `DOCKER_CONTEXT`, the context of `docker context use`, the platform's socket.
   */
  url?: string;
  /** A context of Docker's client, on the machine that runs Pulumi, instead of `url`. */
  context?: string;
  /** For `tcp://`. Default: `DOCKER_CERT_PATH`; without either there is no TLS. */
  certificates?: ClientCertificates;
  /** For `ssh://`. Default: what the person's own configuration of ssh says. */
  ssh?: SshAccess;
}

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
