import type { CaddyProxyArgs, ToxicPathArgs, ToxiproxyArgs, WhoamiArgs } from "../components";
import type { Settings } from "./settings";

/*
 * The arguments of the program's components, made of a stack's settings. The components a program
 * declares first, such as the entry point, are left out here.
 */

/** The arguments of `CaddyProxy "caddy"`. */
export function proxyArgs(settings: Settings): Omit<CaddyProxyArgs, "network"> {
  const { caddy, modules, ...published } = settings.proxy;
  return {
    image: { reference: settings.images.caddy, modules },
    mirror: settings.registry?.mirror,
    tls: { mode: settings.tls, acme: settings.acme, files: settings.certificate },
    settings: caddy,
    protect: settings.protect,
    ...published,
  };
}

/** The arguments of `Toxiproxy "toxiproxy"`; none where the stack has no Toxiproxy. */
export function toxiproxyArgs(settings: Settings): Omit<ToxiproxyArgs, "entry"> | undefined {
  if (settings.toxiproxy === undefined) return undefined;
  const { hosts, toxics, down, ...server } = settings.toxiproxy;
  return { image: settings.images.toxiproxy, ...server };
}

/** The arguments of `Whoami "whoami"`; none where the stack has no whoami. */
export function whoamiArgs(
  settings: Settings,
  toxiproxy: WhoamiFaults["through"] | undefined,
): Omit<WhoamiArgs, "entry"> | undefined {
  if (settings.whoami === undefined) return undefined;
  const { faults, ...whoami } = settings.whoami;
  return {
    image: settings.images.whoami,
    ...whoami,
    faults: faults && toxiproxy && { through: toxiproxy, ...faults },
  };
}

type WhoamiFaults = NonNullable<WhoamiArgs["faults"]>;

/** The arguments of `ToxicPath "toxic-whoami"`; none where no host leads through Toxiproxy to whoami. */
export function toxicWhoamiArgs({
  toxiproxy,
}: Settings): Omit<ToxicPathArgs, "through" | "upstream"> | undefined {
  const { hosts, toxics, down } = toxiproxy ?? {};
  return hosts && { hosts, toxics, down };
}
