import { z } from "zod";
import { unknownKey } from "../schema/problems";

/**
 * What a container may use of the Docker host. A change updates the running container, without a
 * restart; a container that needs more than its memory is killed, and started again.
 */
export interface Limits {
  /** Megabytes of memory, swap included. */
  memory?: number;
  /** Processes and threads at a time; a program in Go has some for each core. */
  processes?: number;
}

/** Limits with nothing left open. */
export type FullLimits = Readonly<Required<Limits>>;

const MEMORY = "must be a whole number of megabytes, 16 or more";
const PROCESSES = "must be a whole number, 16 or more";

const SHAPE = {
  memory: z.int({ error: MEMORY }).min(16, { error: MEMORY }).optional(),
  processes: z.int({ error: PROCESSES }).min(16, { error: PROCESSES }).optional(),
};

/** @internal Checks {@link Limits}. */
export const limitsSchema = z.strictObject(SHAPE, {
  error: unknownKey("a limit of a container", SHAPE),
}) satisfies z.ZodType<Limits>;
