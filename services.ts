import type { CaddyProxy, ProxiedService, ProxiedUpstream, StaticSite } from "gatehouse";

/**
 * The services of your own behind the entry point; their URLs join the output `urls`.
 * The README shows one: "A service of your own".
 */
export function ownServices(_entry: CaddyProxy): (ProxiedService | ProxiedUpstream | StaticSite)[] {
  return [];
}
