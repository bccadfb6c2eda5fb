import { engine } from "../support/docker";
import { createProgram, type ProgramProject } from "../support/program";
import { serviceImage } from "../support/service";

/** Secrets that must appear nowhere in clear. */
export const MAC_KEY = "Y2FuYXJ5LW9mLXRoZS1hY21lLWtleQ";
export const TOKEN = "canary-of-the-environment";

/** A stack with every container that hardening confines, and a secret of each kind. */
export interface HardenedStack {
  readonly project: ProgramProject;
  /** Names of its containers on the Docker host, by role. */
  readonly names: Readonly<Record<"server" | "controller" | "toxiproxy" | "whoami", string>>;
  /**
   * Writes the program, with the entry point as two containers or as one. The one has no ACME account: the
   * older provider of the tests can't write the file with its key.
   */
  declare(hardened: boolean, macKey?: string): void;
}

/** Makes the project without deploying it. */
export async function createHardenedStack(): Promise<HardenedStack> {
  const { v1: image } = await serviceImage();
  const project = await createProgram();
  const { id, images, network, labelPrefix, httpPort, httpsPort, apiPort } = project;
  const names = {
    server: `caddy-${id}`,
    controller: `caddy-${id}-controller`,
    toxiproxy: `toxiproxy-${id}`,
    whoami: `whoami-${id}`,
  };
  const acme = { email: "ops@example.com", ca: "https://acme.localhost/directory" };
  const parts = {
    proxy: {
      image: { reference: images.caddy },
      containerName: names.server,
      ...{ labelPrefix, httpPort, httpsPort },
    },
    whoami: { hosts: ["whoami.localhost"], containerName: names.whoami, image: images.whoami },
    toxiproxy: { apiPort, containerName: names.toxiproxy, image: images.toxiproxy },
    shop: {
      ...{ image, port: 8080, hosts: ["shop.localhost"] },
      routes: [{ path: "/admin/*", basicAuth: { users: ["ops"] } }],
    },
  };
  const declare = (hardened: boolean, macKey = MAC_KEY) =>
    project.program(
      `const { CaddyProxy, ProxiedService, ProxyNetwork, Toxiproxy, Whoami } = gatehouse;
       const { secret } = require("@pulumi/pulumi");
       const parts = ${JSON.stringify(parts)};
       const network = new ProxyNetwork("net", { networkName: ${JSON.stringify(network)} });
       const externalAccount = { keyId: "kid", macKey: secret(${JSON.stringify(macKey)}) };
       const acme = { ...${JSON.stringify(acme)}, externalAccount };
       const tls = ${hardened} ? { mode: "internal", acme } : { mode: "internal" };
       const entry = new CaddyProxy("caddy", { network, tls, hardened: ${hardened}, ...parts.proxy });
       new Toxiproxy("toxiproxy", { entry, ...parts.toxiproxy });
       new Whoami("whoami", { entry, ...parts.whoami });
       const environment = { TOKEN: secret(${JSON.stringify(TOKEN)}) };
       const shop = new ProxiedService("shop", { entry, environment, ...parts.shop });
       return { passwords: shop.passwords, names: shop.containerNames, caddyfile: entry.caddyfile() };`,
    );
  return { project, names, declare };
}

/** A container's confinement, as Docker reports it. */
export async function confinementOf(name: string) {
  const { Config, HostConfig: host, NetworkSettings, Mounts } = await inspect(name);
  return {
    user: Config.User,
    readOnly: host.ReadonlyRootfs,
    privileged: host.Privileged,
    dropped: host.CapDrop,
    // Without added capabilities, an engine reports an empty list or null.
    added: host.CapAdd ?? [],
    security: host.SecurityOpt,
    megabytes: (host.Memory ?? 0) / 1024 / 1024,
    processes: host.PidsLimit,
    published: Object.keys(host.PortBindings ?? {}).sort(),
    networks: Object.keys(NetworkSettings.Networks).length,
    socket: Mounts.some(({ Source: source }) => source?.endsWith("docker.sock")),
  };
}

/** The address of a container on a network, by the start of its name. */
export async function addressOn(name: string, network: string): Promise<string> {
  const { NetworkSettings } = await inspect(name);
  const found = Object.entries(NetworkSettings.Networks).find(([key]) => key.startsWith(network));
  if (found === undefined) throw new Error(`${name} is not on ${network}`);
  return found[1].IPAddress;
}

export const inspect = (name: string) => engine.getContainer(name).inspect();
