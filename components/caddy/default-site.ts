import { z } from "zod";
import { unknownKey } from "../schema/problems";
import { httpsUrl } from "../schema/values";

/**
 * What plain http gets for a host that no service has. Over https there is no certificate for such
 * a host, so that nothing can be answered.
 */
export interface DefaultSite {
  /** Status of the answer, 200 to 599. Default: 404. */
  status?: number;
  /** Text of the answer. Default: nothing. */
  body?: string;
  /** URL that requests are sent to (302) instead of an answer. Default: none. */
  redirect?: string;
}

const STATUS = "must be a whole number from 200 to 599";

const SHAPE = {
  status: z
    .int({ error: STATUS })
    .min(200, { error: STATUS })
    .max(599, { error: STATUS })
    .optional(),
  body: z.string({ error: "must be a text" }).min(1, { error: "must not be empty" }).optional(),
  redirect: httpsUrl.optional(),
};

/** @internal Checks {@link DefaultSite}. */
export const defaultSiteSchema = z
  .strictObject(SHAPE, { error: unknownKey("a setting of the default site", SHAPE) })
  .refine(
    ({ status, body, redirect }) =>
      redirect === undefined || (status === undefined && body === undefined),
    { path: ["redirect"], error: "must not stand beside status or body" },
  ) satisfies z.ZodType<DefaultSite>;
