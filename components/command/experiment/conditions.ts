// What an experiment needs of a deployed stack.

import { connect } from "../../docker/host/client";
import { type DockerHost, hostnameOf, isLocal } from "../../docker/host/engine";
import type { StackOutputs } from "../../experiments";
import type { Deployed } from "../stack/model";
import { isUrl } from "../stack/urls";

/** The addresses of a stack, as an experiment wants them. */
export function addressesOf({ services, toxiproxies }: Deployed): StackOutputs {
  const urlsIn = (chosen: Deployed["services"]) => [
    ...new Set(chosen.flatMap(({ urls }) => urls).filter(isUrl)),
  ];
  const api = toxiproxies[0]?.outputs.api;
  return {
    urls: urlsIn(services),
    toxicUrls: urlsIn(services.filter(({ paths }) => paths.length > 0)),
    ...(typeof api === "string" && { toxiproxyApi: api }),
  };
}

/** Where the entry point of a URL is published, seen from this machine. */
export function publishedAt({ entries }: Deployed, url: string, docker: DockerHost) {
  const { port: named, protocol } = new URL(url);
  const port = Number(named) || (protocol === "http:" ? 80 : 443);
  const entry = entries.find(({ httpPort, httpsPort }) => [httpPort, httpsPort].includes(port));
  const address = entry?.address ?? "";
  if (!["", "0.0.0.0", "::"].includes(address)) return { address, port };
  return { address: isLocal(docker) ? "127.0.0.1" : hostnameOf(docker.url), port };
}

/** Id of the container that publishes a port; empty where none does. */
export async function publisherOf(docker: DockerHost, port: number): Promise<string> {
  const filters = { publish: [String(port)] };
  const [container] = await connect(docker).listContainers({ filters });
  return container?.Id ?? "";
}
