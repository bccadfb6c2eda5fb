import { selectLabels } from "../../labels/caddyfile/from-labels";
import { recordOf } from "./merge";
import type { ComposeProject } from "./read";
import { fieldOf, type Located, type Place, textOf } from "./tree";

/** The labels of a service that a proxy reads. */
export interface LabelSet {
  /** The name of the service. */
  readonly service: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The place of each label. */
  readonly places: ReadonlyMap<string, Place>;
}

/** The labels of each service that has some with the prefix, in the order of the file. */
export function labelSets(
  { services }: Pick<ComposeProject, "services">,
  prefix: string,
): LabelSet[] {
  return [...services].flatMap(([service, { node }]) => {
    // In a Swarm, the plugin reads the labels of services instead of those of containers.
    const all = [fieldOf(node, "labels"), fieldOf(node, "deploy", "labels")];
    return all.flatMap((labels) => labelSet(service, labels, prefix) ?? []);
  });
}

/** The labels in one place; `undefined` if the proxy reads none of them. */
function labelSet(
  service: string,
  node: Located | undefined,
  prefix: string,
): LabelSet | undefined {
  const entries = [...recordOf(node)];
  const all = Object.fromEntries(entries.map(([key, field]) => [key, textOf(field.node) ?? ""]));
  const read = new Set(
    Object.keys(all).filter((key) => Object.keys(selectLabels({ [key]: "" }, prefix)).length > 0),
  );
  if (read.size === 0) return undefined;
  return {
    service,
    labels: Object.fromEntries(
      entries.flatMap(([key]) => (read.has(key) ? [[key, all[key] ?? ""]] : [])),
    ),
    places: new Map(entries.map(([key, field]) => [key, field.key])),
  };
}
