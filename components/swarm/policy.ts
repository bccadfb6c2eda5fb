import { z } from "zod";
import { duration, oneOf, strictObject } from "../schema/values";

/** The order in which Swarm replaces a task. */
export const UpdateOrder = {
  /** The new task starts first; the old one stops when the new one is ready. */
  StartFirst: "start-first",
  /** The old task stops first, for a service that must not run twice. */
  StopFirst: "stop-first",
} as const;
export type UpdateOrder = (typeof UpdateOrder)[keyof typeof UpdateOrder];

/** The action of Swarm when tasks of an update fail. */
export const FailureAction = {
  /** Swarm restores the service as it was. */
  Rollback: "rollback",
  /** The update stops, with some tasks old and some new. */
  Pause: "pause",
  /** The update continues. */
  Continue: "continue",
} as const;
export type FailureAction = (typeof FailureAction)[keyof typeof FailureAction];

/** How Swarm replaces the tasks of a service. A change replaces no task. */
export interface UpdateConfig {
  /** How many tasks at a time; 0 for all. Default: 1. */
  parallelism?: number;
  /** Time between two batches. Default: `0s`. */
  delay?: string;
  /** Which task goes first. Default: `start-first`. */
  order?: UpdateOrder;
  /** Swarm's action when a new task fails. Default: `rollback`; in a rollback, `pause`. */
  failureAction?: FailureAction;
  /** How long Swarm watches a new task for failure. Default: `5s`. */
  monitor?: string;
}

/** The nodes on which the tasks of a service may run. A change moves tasks that run elsewhere. */
export interface Placement {
  /** Conditions of a node: `node.role == worker`, `node.labels.disk == ssd`. Default: none. */
  constraints?: string[];
  /** Labels over whose values Swarm spreads tasks evenly: `node.labels.rack`. Default: nodes. */
  spread?: string[];
  /** The most tasks a node may run. Default: any number. */
  maxPerNode?: number;
}

const whole = (at: number) => {
  const error = `must be an integer of at least ${at}`;
  return z.int({ error }).min(at, { error });
};

const NODE =
  "(node\\.(id|hostname|role|platform\\.(os|arch)|labels\\.[\\w.-]+)|engine\\.labels\\.[\\w.-]+)";
const CONSTRAINT = 'must be a constraint of Swarm\'s, such as "node.role == worker"';
const LABEL = 'must be a label of nodes, such as "node.labels.rack"';

const texts = (pattern: RegExp, error: string) =>
  z.array(z.string({ error }).regex(pattern, { error }), {
    error: error.replace(/^must be an? /, "must be an array, each a "),
  });

/** @internal Checks constraints of nodes. */
export const constraints = texts(new RegExp(`^${NODE} ?[!=]= ?[\\w.-]+$`), CONSTRAINT);

const placementSchema = strictObject("a setting of placement", {
  constraints: constraints.optional(),
  spread: texts(/^(node|engine)\.labels\.[\w.-]+$/, LABEL).optional(),
  maxPerNode: whole(1).optional(),
}) satisfies z.ZodType<Placement>;

const updateSchema = strictObject("a setting of an update", {
  parallelism: whole(0).optional(),
  delay: duration.optional(),
  order: oneOf(UpdateOrder).optional(),
  failureAction: oneOf(FailureAction).optional(),
  monitor: duration.optional(),
}) satisfies z.ZodType<UpdateConfig>;

/** Swarm can't roll back a rollback. */
const rollbackSchema = updateSchema.refine(
  ({ failureAction }) => failureAction !== FailureAction.Rollback,
  { path: ["failureAction"], error: "must be one of pause, continue" },
);

/** The policy in the provider's form, with every property, so that a refresh finds no change. */
export function updatePolicy(given: UpdateConfig = {}, failureAction: FailureAction) {
  return {
    parallelism: 1,
    delay: "0s",
    order: UpdateOrder.StartFirst,
    failureAction,
    monitor: "5s",
    maxFailureRatio: "0.0",
    ...given,
  };
}

/** The placement in the provider's form. */
export function placementOf({ constraints = [], spread = [], maxPerNode = 0 }: Placement) {
  return { constraints, prefs: spread, maxReplicas: maxPerNode };
}

/** Arguments of a service that only a Swarm supports. */
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
