// Services that stand in no compose file, in compose's words.
import { type Place, treeOf } from "../../compose/tree";
import type { Remark } from "../remark";
import type { Source } from "../source";

/** A service, and where it comes from. */
export interface PlainService {
  readonly name: string;
  readonly at: Place;
  /** Its keys, as compose has them. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The networks and volumes of the Docker host that services name. */
export interface HostNames {
  readonly networks?: readonly string[];
  readonly volumes?: readonly string[];
}

/** The services as a source. */
export function sourceOf(
  { file, folder }: Pick<Source, "file" | "folder">,
  services: readonly PlainService[],
  { networks = [], volumes = [] }: HostNames = {},
  remarks: readonly Remark[] = [],
): Source {
  const top = { networks: external(networks), volumes: external(volumes) };
  return {
    ...{ file, folder, remarks, top: treeOf(top, { file, line: 1, column: 1 }) },
    services: new Map(
      services.map(({ name, at, fields }) => [name, { key: at, node: treeOf(fields, at) }]),
    ),
  };
}

function external(names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, { external: true }]));
}

/** The fields with a value: no empty array or object. */
export function filled(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
