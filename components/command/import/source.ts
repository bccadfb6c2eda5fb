import type { Variables } from "../compose/interpolate";
import type { LabelSet } from "../compose/labels";
import type { SchemaProblem } from "../compose/schema";
import { type Fields, fieldOf, fieldsOf, itemsOf, type Located, textOf } from "../compose/tree";
import type { Remark } from "./remark";
import type { ProjectNames } from "./target";

/** What a program is made of: services in compose's words, wherever they come from. */
export interface Source {
  /** The file, or what stands for it in messages. */
  readonly file: string;
  /** The folder that its relative paths start from. */
  readonly folder: string;
  /** The name of compose's project; `undefined` where there is none. */
  readonly name?: string;
  readonly services: Fields;
  /** What the proxy has in a base Caddyfile, as labels with the usual prefix. */
  readonly base?: LabelSet;
  /** The variables that a compose file names. */
  readonly variables?: Variables;
  /** What the schema of the Compose specification refuses in it. */
  readonly problems?: readonly SchemaProblem[];
  /** What a person has to know of it. Default: nothing. */
  readonly remarks?: readonly Remark[];
  /** The networks, volumes, configs and secrets. */
  readonly top: Located;
}

/** The settings of an import. */
export interface ImportOptions {
  /** The prefix of the labels. */
  readonly prefix: string;
  /** The folder of the program. */
  readonly out: string;
  /** Whether the program has volumes of its own instead of the existing ones. */
  readonly newVolumes: boolean;
}

/** The names of a source's project on the Docker host. */
export function namesOf(source: Source, { out, newVolumes }: ImportOptions): ProjectNames {
  const isExternal = (kind: "volumes" | "networks", key: string) => {
    const external = fieldOf(source.top, kind, key, "external");
    return external !== undefined && textOf(external) !== "false";
  };
  return {
    ...{ folder: source.folder, out, adoptVolumes: !newVolumes, isExternal },
    volumeName: (key) => nameOnHost(source, "volumes", key, isExternal("volumes", key)),
    top: (kind, key) => fieldOf(source.top, kind, key),
  };
}

/** The name of a network or a volume on the Docker host; `undefined` if only compose knows it. */
export function nameOnHost(
  { top, name: project }: Source,
  kind: "volumes" | "networks",
  key: string,
  external: boolean,
): string | undefined {
  const own =
    textOf(fieldOf(top, kind, key, "name")) ?? textOf(fieldOf(top, kind, key, "external", "name"));
  if (own !== undefined) return own;
  if (external) return key;
  return project === undefined ? undefined : `${project}_${key}`;
}

/** The networks that a service joins, and its other names there. */
export function networksOf(service: Located): Map<string, { node: Located; aliases: string[] }> {
  if (fieldOf(service, "network_mode") !== undefined) return new Map();
  const node = fieldOf(service, "networks");
  const listed = itemsOf(node).map((item) => [textOf(item) ?? "", item] as const);
  const named = [...fieldsOf(node)].map(([key, field]) => [key, field.node] as const);
  const all = [...listed, ...named];
  if (all.length === 0) return new Map([["default", { node: service, aliases: [] }]]);
  return new Map(
    all.map(([key, item]) => [
      key,
      { node: item, aliases: itemsOf(fieldOf(item, "aliases")).map((each) => textOf(each) ?? "") },
    ]),
  );
}

/** The services that a service waits for. */
export function dependenciesOf(service: Located): string[] {
  const node = fieldOf(service, "depends_on");
  return [...itemsOf(node).map((item) => textOf(item) ?? ""), ...fieldsOf(node).keys()];
}

/** The service that is Caddy Docker Proxy. */
export interface ProxyService {
  readonly name: string;
  readonly node: Located;
}

/** The proxy of a source, if it has one. */
export function proxyOf({ services }: Source): ProxyService | undefined {
  const [found] = [...services].filter(([, { node }]) => isProxy(node));
  return found === undefined ? undefined : { name: found[0], node: found[1].node };
}

/** Whether a service is Caddy Docker Proxy itself. */
export function isProxy(service: Located): boolean {
  const image = textOf(fieldOf(service, "image")) ?? "";
  if (/caddy-docker-proxy/.test(image)) return true;
  const volumes = itemsOf(fieldOf(service, "volumes")).map(
    (item) => textOf(item) ?? textOf(fieldOf(item, "source")) ?? "",
  );
  const socket = volumes.some((volume) => /docker\.sock/.test(volume));
  const words = `${image} ${textOf(fieldOf(service, "build")) ?? ""} ${JSON.stringify([...fieldsOf(fieldOf(service, "environment")).keys()])}`;
  return socket && /caddy/i.test(words);
}
