import {
  type Placement,
  placementSchema,
  rollbackSchema,
  type UpdateConfig,
  updateSchema,
} from "./policy";

/** What a service has in a Swarm only; elsewhere it is refused. */
export interface SwarmOptions {
  /** On which nodes its tasks may run. Default: any. A change moves those that run elsewhere. */
  placement?: Placement;
  /** How its tasks are replaced. Default: one at a time, the new one first. A change replaces none. */
  updateConfig?: UpdateConfig;
  /** How they are put back when an update fails. Default: as in an update. A change replaces none. */
  rollbackConfig?: UpdateConfig;
}

/** @internal The checks of {@link SwarmOptions}, one a field. */
export const swarmShape = {
  placement: placementSchema.optional(),
  updateConfig: updateSchema.optional(),
  rollbackConfig: rollbackSchema.optional(),
};
