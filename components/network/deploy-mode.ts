/** What a stack's containers are made as. */
export const DeployMode = {
  /** Containers of one Docker host. */
  Containers: "containers",
  /**
   * Services of a Swarm: each on as many nodes as it needs, behind servers on every edge node. The
   * Docker host is one of its managers. See docs/swarm.md.
   */
  Swarm: "swarm",
} as const;
export type DeployMode = (typeof DeployMode)[keyof typeof DeployMode];
