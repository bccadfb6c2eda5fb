// The services that find each other by name on the proxy's network, where a program's have other names.
import { recordOf } from "../compose/merge";
import { fieldOf, itemsOf, type Located, textOf } from "../compose/tree";
import { isProxy, networksOf, type Source } from "./source";

/** The services behind the proxy that another service finds by name on the proxy's network, and those others. */
export function meetingNames(
  source: Source,
  proxy: string | undefined,
  routed: ReadonlySet<string>,
): Set<string> {
  const found = new Set<string>();
  const services = [...source.services].filter(([, { node }]) => !isProxy(node));
  for (const [name, { node }] of services) {
    const aliases = networksOf(node).get(proxy ?? "")?.aliases ?? [];
    if (!routed.has(name) || !networksOf(node).has(proxy ?? "")) continue;
    const known = [name, textOf(fieldOf(node, "container_name")) ?? name, ...aliases];
    for (const [other, { node: theirs }] of services) {
      if (other === name || !known.some((each) => mentions(theirs, each))) continue;
      const shared = [...networksOf(node).keys()].some(
        (key) => key !== proxy && networksOf(theirs).has(key),
      );
      if (!shared) found.add(name).add(other);
    }
  }
  return found;
}

/** Whether a service's environment or command names a host. */
function mentions(service: Located, host: string): boolean {
  const values = [
    ...[...recordOf(fieldOf(service, "environment")).values()].map(
      ({ node }) => textOf(node) ?? "",
    ),
    ...["command", "entrypoint"].flatMap((key) => {
      const node = fieldOf(service, key);
      return Array.isArray(node?.value)
        ? itemsOf(node).map((item) => textOf(item) ?? "")
        : [textOf(node) ?? ""];
    }),
  ];
  const escaped = host.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const pattern = new RegExp(`(^|[/@=,\\s"'])${escaped}($|[:/,\\s"'])`);
  return values.some((value) => pattern.test(value));
}
