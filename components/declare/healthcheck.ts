import { z } from "zod";
import { duration, strictObject } from "../schema/values";

/** Docker's health check of a container, for an image that has none. */
export interface Healthcheck {
  /** The command and its arguments, run inside the container; exit code 0 means healthy. */
  command: string[];
  /** Time between two checks. Default: `1s`. */
  interval?: string;
  /** How long a check may take. Default: `3s`. */
  timeout?: string;
  /** Failures in a row that make the container unhealthy. Default: 30. */
  retries?: number;
}

const COMMAND = 'must be a command and its arguments, such as ["/app", "check"]';
const RETRIES = "must be an integer of at least 1";

const shape = {
  command: z.array(z.string({ error: COMMAND }), { error: COMMAND }).min(1, { error: COMMAND }),
  interval: duration.optional(),
  timeout: duration.optional(),
  retries: z.int({ error: RETRIES }).min(1, { error: RETRIES }).optional(),
};

/** @internal Checks {@link Healthcheck}. */
export const healthcheck = strictObject(
  "a setting of Docker's health check",
  shape,
) satisfies z.ZodType<Healthcheck>;

/** The health check in the Docker provider's form. */
export function dockerHealthcheck({ command, ...rest }: Healthcheck) {
  const { interval = "1s", timeout = "3s", retries = 30 } = rest;
  return { tests: ["CMD", ...command], interval, timeout, retries };
}
