import { isIP } from "node:net";
import type { z } from "zod";
import { type Directive, directive } from "../../labels";
import { addressRange, some } from "../../labels/values";
import { strictObject } from "../../schema/values";
import { refuseWide, wideRanges } from "./trusted-proxies";

/**
 * The load balancers that send the client's address by the PROXY protocol, version 1 or 2, in front of each
 * connection. Caddy takes it as the address of the connection's other end. A connection of theirs without
 * it is accepted, too; of anyone else, Caddy ignores it. It is for TCP only: HTTP/3 has none.
 *
 * @example { allow: ["192.0.2.10"] }
 */
export interface AcceptedProxyProtocol {
  /** Addresses or CIDR ranges of the load balancers. */
  allow: string[];
  /** Why a range may be wider than /8, or /7 in IPv6. Default: such a range is refused. */
  wideRanges?: string;
}

const RANGE = 'must be an IP address or a CIDR range, such as "192.0.2.10"';

/** @internal Checks {@link AcceptedProxyProtocol}. */
export const acceptedProxyProtocol = strictObject("a setting of the PROXY protocol", {
  allow: some(
    addressRange.refine((value) => value !== "private_ranges", { error: RANGE }),
    '["192.0.2.10"]',
  ),
  wideRanges: wideRanges.optional(),
}).superRefine(({ allow, wideRanges }, context) => {
  if (wideRanges === undefined) refuseWide("allow", allow, context);
}) satisfies z.ZodType<AcceptedProxyProtocol>;

/** The options of a server that takes the PROXY protocol from these load balancers. */
export function proxyProtocolOptions(accepted: AcceptedProxyProtocol | undefined): Directive[] {
  if (accepted === undefined) return [];
  const allow = directive("allow", accepted.allow.map(prefix));
  // The PROXY protocol comes before TLS.
  const wrappers = [directive("proxy_protocol", [], [allow]), directive("tls")];
  return [directive("listener_wrappers", [], wrappers)];
}

/** A range as this module of Caddy's takes it, which knows no single addresses. */
function prefix(range: string): string {
  if (range.includes("/")) return range;
  return `${range}/${isIP(range) === 4 ? 32 : 128}`;
}
