import {
  type Placement,
  placementSchema,
  rollbackSchema,
  type UpdateConfig,
  updateSchema,
} from "./policy";

/** Arguments of a service that are refused outside a Swarm. */
export interface SwarmOptions {
  /** The nodes on which its tasks may run. Default: any. A change moves tasks that run elsewhere. */
  placement?: Placement;
  /** How Swarm replaces its tasks. Default: one at a time, the new one first. A change replaces none. */
  updateConfig?: UpdateConfig;
  /** How Swarm rolls back a failed update. Default: as it updates. A change replaces no task. */
  rollbackConfig?: UpdateConfig;
}

/** @internal The checks of {@link SwarmOptions}, one a field. */
export const swarmShape = {
  placement: placementSchema.optional(),
  updateConfig: updateSchema.optional(),
  rollbackConfig: rollbackSchema.optional(),
};
