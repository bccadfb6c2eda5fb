/** What the entry points and services on a network run as. */
export const DeployMode = {
  /** Containers of one Docker host. */
  Containers: "containers",
  /**
   * Services of a Swarm, spread over its nodes, behind servers on every edge node. The Docker host
   * is one of its managers. See docs/swarm.md.
   */
  Swarm: "swarm",
} as const;
export type DeployMode = (typeof DeployMode)[keyof typeof DeployMode];
