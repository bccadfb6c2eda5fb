// The entry point: the arguments of CaddyProxy from the proxy's service and from labels that are for all.
import type { Routing } from "../../../labels";
import { raw } from "../../code/code";
import { fieldsOf, type Located } from "../../compose/tree";
import type { NeededModules } from "../routing";
import type { Target } from "../target";
import { carryImage, carryModules } from "./image";
import { carryPublished } from "./published";
import { carryRouting } from "./routing";
import { carrySettings } from "./settings";
import { carryStorage } from "./storage";
import { carryAcme, type EntryTls } from "./tls";

/** Sets the arguments of the entry point. */
export function carryEntry(
  to: Target,
  service: Located | undefined,
  routing: Routing,
  tls: EntryTls,
  needed: NeededModules,
  prefix: string,
): void {
  to.set("network", raw("network"));
  to.set("labelPrefix", prefix);
  if (service !== undefined) {
    carryImage(service, to, needed);
    carryPublished(service, to);
    carryStorage(service, to);
    carrySettings(service, to);
    reportOthers(service, to);
  } else if (needed.modules.length > 0 || needed.directives.length > 0)
    carryModules(undefined, to, needed);
  if (tls === "acme") carryAcme(service, to, routing);
  carryRouting(routing, to, tls);
}

/** Keys of the proxy's service that need no argument, or that are carried above. */
const HANDLED = new Set(
  `image build ports volumes environment labels networks network_mode restart container_name depends_on
   expose hostname extra_hosts logging init`.split(/\s+/),
);

function reportOthers(service: Located, to: Target): void {
  for (const [key, { key: place }] of fieldsOf(service)) {
    if (!HANDLED.has(key)) to.left(place, key, "CaddyProxy decides it: see its arguments.");
  }
}
