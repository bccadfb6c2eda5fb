// The proxies in front of the entry point, which Caddy believes about who the client is.
import { isIP } from "node:net";
import { z } from "zod";
import { type Directive, directive, globalOptions } from "../../labels";
import { addressRange, areDifferentFields, fieldName, some, text } from "../../labels/values";
import { flag, matching, strictObject, word } from "../../schema/values";

/** A list of ranges that a module of the image keeps up to date, such as that of a CDN. */
export interface ProxySource {
  /** Name of the module, which is `http.ip_sources.<name>`: `cloudflare`. */
  name: string;
  /** Options that the module takes: `{ interval: "12h" }`. Default: none. */
  options?: Record<string, string>;
}

/**
 * The CDN, load balancer or other proxies in front of the entry point. Caddy takes the client's address
 * from a header of their requests: for access logs, for rate limits by `{client_ip}` and for
 * `clientAddresses`. Services get the same header. Anyone else's is ignored.
 *
 * @example A load balancer.
 * { ranges: ["192.0.2.10"] }
 *
 * @example A CDN, with an image that has its module.
 * { source: { name: "cloudflare" }, clientIpHeaders: ["Cf-Connecting-Ip"] }
 */
export interface TrustedProxies {
  /**
   * Their addresses or CIDR ranges; `private_ranges` is every private range, in which behind Docker's
   * userland proxy all clients are: see docs/clients.md. Required without `source`.
   */
  ranges?: string[];
  /** A module's list in place of `ranges`. Default: none. */
  source?: ProxySource;
  /**
   * Whether Caddy reads the header from its right end, up to the first address that is no trusted proxy's.
   * `false` takes the leftmost address, which a client can write itself where a proxy only appends.
   * Default: true.
   */
  strict?: boolean;
  /** Headers with the client's address, the preferred one first. Default: `X-Forwarded-For`. */
  clientIpHeaders?: string[];
  /**
   * Why a range may be wider than /8, or /7 in IPv6: every client in it can claim any address. Default:
   * such a range is refused.
   */
  wideRanges?: string;
}

const MODULE = 'must be the name of a module in http.ip_sources, such as "cloudflare"';
const OPTIONS = 'must be an object of strings, such as { interval: "12h" }';
const SOURCES =
  'must have either ranges, such as ["192.0.2.10"], or a source, such as { name: "cloudflare" }';

/** @internal Why wide ranges are allowed. */
export const wideRanges = text(
  'must be the reason, such as "a firewall admits the load balancer only"',
);

/** @internal Checks {@link TrustedProxies}. */
export const trustedProxies = strictObject("a setting of the trusted proxies", {
  ranges: some(addressRange, '["192.0.2.10", "10.0.0.0/8"]').optional(),
  source: strictObject("a setting of a source of ranges", {
    name: matching(/^\w[\w.]*$/, MODULE),
    options: z.record(z.string().regex(/^\w+$/), word, { error: OPTIONS }).optional(),
  }).optional(),
  strict: flag.optional(),
  clientIpHeaders: some(fieldName, '["Cf-Connecting-Ip"]')
    .refine(areDifferentFields, { error: "must name each header once" })
    .optional(),
  wideRanges: wideRanges.optional(),
})
  .refine(({ ranges, source }) => (ranges === undefined) !== (source === undefined), {
    error: SOURCES,
  })
  .superRefine(({ ranges = [], wideRanges }, context) => {
    if (wideRanges === undefined) refuseWide("ranges", ranges, context);
  }) satisfies z.ZodType<TrustedProxies>;

/** @internal Refuses ranges of which more is clients than proxies. */
export function refuseWide(
  argument: string,
  ranges: readonly string[],
  context: z.RefinementCtx,
): void {
  const message =
    "must be no wider than /8, or /7 in IPv6: every client in it could claim any address. Name the " +
    "proxies, or write wideRanges with the reason";
  for (const [index, range] of ranges.entries()) {
    if (isWide(range)) context.addIssue({ code: "custom", path: [argument, index], message });
  }
}

const WIDEST: Readonly<Record<number, number>> = { 4: 8, 6: 7 };

/** Whether a range is wider than any private one. */
function isWide(range: string): boolean {
  const [address = "", bits] = range.split("/");
  return bits !== undefined && Number(bits) < (WIDEST[isIP(address)] ?? 0);
}

/**
 * Whether published ports lead clients there from a trusted address: Docker's userland proxy leads all of IPv6 to
 * the container from the gateway of its network.
 */
export function trustsGateway({
  address = "",
  trustedProxies: { ranges = [] } = {},
}: {
  readonly address?: string;
  readonly trustedProxies?: TrustedProxies;
}): boolean {
  return isIP(address) === 6 && ranges.includes("private_ranges");
}

/** The options of a server that trusts these proxies. */
export function trustedProxyOptions(trusted: TrustedProxies | undefined): readonly Directive[] {
  if (trusted === undefined) return [];
  const { ranges, source, strict: trustedProxiesStrict = true, clientIpHeaders } = trusted;
  const servers = { trustedProxies: ranges, trustedProxiesStrict, clientIpHeaders };
  const block = globalOptions({ servers }).flatMap((option) => option.block);
  return source === undefined ? block : [...block, sourceDirective(source)];
}

function sourceDirective({ name, options = {} }: ProxySource): Directive {
  const rows = Object.entries(options).map(([key, value]) => directive(key, [value]));
  return directive("trusted_proxies", [name], rows);
}
