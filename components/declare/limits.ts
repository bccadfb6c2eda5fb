import { z } from "zod";
import { strictObject } from "../schema/values";

/**
 * Limits of a container. A change updates the running container without a restart. Docker kills and
 * restarts a container that exceeds its memory.
 */
export interface Limits {
  /** Megabytes of memory, swap included. */
  memory?: number;
  /** Processes and threads at a time; a Go program has several for each core. */
  processes?: number;
}

/** Both limits. */
export type FullLimits = Readonly<Required<Limits>>;

const MEMORY = "must be an integer of at least 16, in megabytes";
const PROCESSES = "must be an integer of at least 16";

const SHAPE = {
  memory: z.int({ error: MEMORY }).min(16, { error: MEMORY }).optional(),
  processes: z.int({ error: PROCESSES }).min(16, { error: PROCESSES }).optional(),
};

/** @internal Checks {@link Limits}. */
export const limitsSchema = strictObject(
  "a limit of a container",
  SHAPE,
) satisfies z.ZodType<Limits>;
