/** How the Docker host's ports lead to the entry point. */
export const Publish = {
  /**
   * Published ports of the container. An upgrade stops the old proxy before the new one starts,
   * since both need the ports: see docs/updates.md for the gap.
   */
  Ports: "ports",
  /**
   * The Docker host's own network, on Linux. An upgrade starts the new proxy beside the old one,
   * which for three seconds makes clients open new connections. Hardly any request is lost: see
   * docs/updates.md. Names of containers don't resolve there, so the containers of services must
   * carry the labels themselves: `labelsOn: "container"`.
   */
  HostNetwork: "host-network",
} as const;
export type Publish = (typeof Publish)[keyof typeof Publish];
