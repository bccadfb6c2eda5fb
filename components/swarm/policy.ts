import { z } from "zod";
import { unknownKey } from "../schema/problems";
import { duration, oneOf } from "../schema/values";

/** What goes first when a task is replaced. */
export const UpdateOrder = {
  /** The new task; the old one goes when it is ready. */
  StartFirst: "start-first",
  /** The old task, for what may not run twice. */
  StopFirst: "stop-first",
} as const;
export type UpdateOrder = (typeof UpdateOrder)[keyof typeof UpdateOrder];

/** What becomes of an update whose tasks fail. */
export const FailureAction = {
  /** The service goes back to what it was. */
  Rollback: "rollback",
  /** It stays as it is, some tasks old and some new. */
  Pause: "pause",
  /** It goes on. */
  Continue: "continue",
} as const;
export type FailureAction = (typeof FailureAction)[keyof typeof FailureAction];

/** How Swarm replaces the tasks of a service. A change replaces none. */
export interface UpdateConfig {
  /** How many tasks at a time; 0 for all. Default: 1. */
  parallelism?: number;
  /** Between one batch and the next. Default: `0s`. */
  delay?: string;
  /** What goes first. Default: `start-first`. */
  order?: UpdateOrder;
  /** What becomes of it when a new task fails. Default: `rollback`; of a rollback itself, `pause`. */
  failureAction?: FailureAction;
  /** How long a new task is watched for failure. Default: `5s`. */
  monitor?: string;
}

/** On which nodes a service's tasks may run. A change moves those that run elsewhere. */
export interface Placement {
  /** What a node must be, such as `node.role == worker` or `node.labels.disk == ssd`. Default: any. */
  constraints?: string[];
  /** What tasks are spread over evenly, such as `node.labels.rack`. Default: nodes. */
  spread?: string[];
  /** The most tasks a node may have. Default: any number. */
  maxPerNode?: number;
}

const whole = (at: number) => {
  const error = `must be a whole number of at least ${at}`;
  return z.int({ error }).min(at, { error });
};

const NODE =
  "(node\\.(id|hostname|role|platform\\.(os|arch)|labels\\.[\\w.-]+)|engine\\.labels\\.[\\w.-]+)";
const CONSTRAINT = 'must be a constraint of Swarm\'s, such as "node.role == worker"';
const LABEL = 'must be a label of nodes, such as "node.labels.rack"';

const texts = (pattern: RegExp, error: string) =>
  z.array(z.string({ error }).regex(pattern, { error }), {
    error: error.replace(/^must be an? /, "must be a list, each a "),
  });

/** @internal Checks constraints of nodes. */
export const constraints = texts(new RegExp(`^${NODE} ?[!=]= ?[\\w.-]+$`), CONSTRAINT);

const PLACEMENT = {
  constraints: constraints.optional(),
  spread: texts(/^(node|engine)\.labels\.[\w.-]+$/, LABEL).optional(),
  maxPerNode: whole(1).optional(),
};

/** @internal Checks {@link Placement}. */
export const placementSchema = z.strictObject(PLACEMENT, {
  error: unknownKey("a setting of placement", PLACEMENT),
}) satisfies z.ZodType<Placement>;

const UPDATE = {
  parallelism: whole(0).optional(),
  delay: duration.optional(),
  order: oneOf(UpdateOrder).optional(),
  failureAction: oneOf(FailureAction).optional(),
  monitor: duration.optional(),
};

/** @internal Checks {@link UpdateConfig}. */
export const updateSchema = z.strictObject(UPDATE, {
  error: unknownKey("a setting of an update", UPDATE),
}) satisfies z.ZodType<UpdateConfig>;

/** @internal Checks {@link UpdateConfig} of a rollback, which can't be rolled back in turn. */
export const rollbackSchema = updateSchema.refine(
  ({ failureAction }) => failureAction !== FailureAction.Rollback,
  { path: ["failureAction"], error: "must be one of pause, continue" },
);

/** The policy as the provider takes it, every field given, so that none reads as changed. */
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

/** The placement as the provider takes it. */
export function placementOf({ constraints = [], spread = [], maxPerNode = 0 }: Placement) {
  return { constraints, prefs: spread, maxReplicas: maxPerNode };
}
