import { z } from "zod";
import { httpsUrl, strictObject, whole } from "../schema/values";

/**
 * The answer over plain http for a host that no service has. Over https there is no certificate for
 * such a host, so Caddy can't answer.
 */
export interface DefaultSite {
  /** Status of the answer, 200 to 599. Default: 404. */
  status?: number;
  /** Body of the answer. Default: empty. */
  body?: string;
  /** URL to which requests are redirected (302) instead. Default: none. */
  redirect?: string;
}

/** @internal Checks {@link DefaultSite}. */
export const defaultSiteSchema = strictObject("a setting of the default site", {
  status: whole(200, 599).optional(),
  body: z.string({ error: "must be a string" }).min(1, { error: "must not be empty" }).optional(),
  redirect: httpsUrl.optional(),
}).refine(
  ({ status, body, redirect }) =>
    redirect === undefined || (status === undefined && body === undefined),
  { path: ["redirect"], error: "must not stand beside status or body" },
) satisfies z.ZodType<DefaultSite>;
