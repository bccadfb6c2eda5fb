/** How the Docker host's ports lead to the entry point. */
export const Publish = {
  /**
   * Ports of the container. An upgrade of the proxy stops the old one before the new one starts,
   * since both want the ports: see docs/updates.md for the gap.
   */
  Ports: "ports",
  /**
   * The Docker host's own network, on Linux. An upgrade starts the new proxy beside the old one,
   * which then asks clients for three seconds to come back on new connections. Next to no request is
   * lost: see docs/updates.md. Names of containers mean nothing there, so the services behind it
   * carry their labels themselves: `labelsOn` must be `container`.
   */
  HostNetwork: "host-network",
} as const;
export type Publish = (typeof Publish)[keyof typeof Publish];
