// The entry point: the arguments of CaddyProxy from the proxy's service and from labels that are for all.
import type { Routing } from "../../../labels";
import { raw } from "../../code/code";
import { fieldOf, fieldsOf, type Located } from "../../compose/tree";
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
  if (service !== undefined) {
    notePrefix(service, to, prefix);
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

/** The new proxy must not read the labels of old containers as long as they run. */
function notePrefix(service: Located, to: Target, prefix: string): void {
  // A Caddyfile has no socket, and so no other containers.
  const socket = fieldOf(service, "volumes");
  if (socket === undefined) return;
  to.note(
    socket.at,
    "labels",
    "the new proxy reads those of its own stack only, so that it can run beside the old one. If other projects have " +
      `labels for it, import them, too, or set labelPrefix: "${prefix}" when the old one is gone.`,
  );
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
