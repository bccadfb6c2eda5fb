import type * as docker from "@pulumi/docker";
import { Publish } from "./publish";

/** What of an entry point decides which ports of its container are published. */
interface Entry {
  readonly publish: Publish;
  readonly address: string;
  readonly httpPort: number;
  readonly httpsPort: number;
}

/** The ports that lead to an entry point; none where it is on the Docker host's own network. */
export function publishedPorts(entry: Entry): docker.types.input.ContainerPort[] {
  if (entry.publish === Publish.HostNetwork) return [];
  const publish = (number: number, protocol: string) => ({
    internal: number,
    external: number,
    ip: entry.address,
    protocol,
  });
  return [
    publish(entry.httpPort, "tcp"),
    publish(entry.httpsPort, "tcp"),
    publish(entry.httpsPort, "udp"),
  ];
}
