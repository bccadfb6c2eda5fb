import type { z } from "zod";
import { type Directive, handle, header, type MatcherConditions, respond } from "../../labels";
import { addressRange, some, text } from "../../labels/values";
import { strictObject, whole } from "../../schema/values";

/** Answers in place of the service during maintenance. */
export interface Maintenance {
  /** The status. Default: 503. */
  status?: number;
  /** The text. Default: `Down for maintenance.` */
  body?: string;
  /** The media type of `body`. Default: `text/plain; charset=utf-8`. */
  contentType?: string;
  /** Seconds of the header `Retry-After`. Default: 300. */
  retryAfter?: number;
  /** Addresses or CIDR ranges of clients that still reach the service. Default: none. */
  allow?: string[];
}

/** @internal Checks {@link Maintenance}. */
export const maintenanceSchema = strictObject("a setting of maintenance", {
  status: whole(400, 599).optional(),
  body: text('must be a string, such as "Back at noon."').optional(),
  contentType: text('must be a media type, such as "text/html; charset=utf-8"').optional(),
  retryAfter: whole(1).optional(),
  allow: some(addressRange, '["10.0.0.0/8"]').optional(),
}) satisfies z.ZodType<Maintenance>;

/**
 * The directives that answer in place of the service, except for its health check's path and for
 * allowed clients.
 *
 * @param directives how the proxy handles those requests.
 */
export function underMaintenance(
  maintenance: Maintenance,
  healthPath: string | undefined,
  directives: readonly Directive[],
): Directive[] {
  const { allow } = maintenance;
  const exceptions: MatcherConditions[] = [
    ...(allow === undefined ? [] : [{ clientIp: allow }]),
    ...(healthPath === undefined ? [] : [{ path: healthPath }]),
  ];
  const answer = answerDirectives(maintenance);
  const [first, ...others] = directives;
  if (exceptions.length === 0 || first === undefined) return [handle(...answer)];
  return [handle({ not: exceptions }, ...answer), handle(first, ...others)];
}

function answerDirectives(maintenance: Maintenance): [Directive, Directive] {
  const { status = 503, body = "Down for maintenance.", retryAfter = 300 } = maintenance;
  const { contentType = "text/plain; charset=utf-8" } = maintenance;
  const fields = { "Content-Type": contentType, "Retry-After": String(retryAfter) };
  return [header({ set: fields }), respond(body, { status })];
}
