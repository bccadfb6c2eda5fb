// Mounts: volumes, folders of the Docker host, and those in memory.
import { isAbsolute, resolve } from "node:path";
import { type Code, list, object } from "../../code/code";
import { entriesOf } from "../../compose/merge";
import { fieldOf, fieldsOf, itemsOf, type Located, textOf } from "../../compose/tree";
import type { Target } from "../target";

/** A mount of compose's, whichever form it has. */
export interface GivenMount {
  readonly type: string;
  readonly source?: string;
  readonly target: string;
  readonly readOnly: boolean;
  readonly node: Located;
  /** Settings without a place here. */
  readonly others: readonly string[];
}

/** Reads an entry of `volumes`. */
export function mountOf(node: Located): GivenMount {
  const short = textOf(node);
  if (short === undefined) {
    const target = textOf(fieldOf(node, "target")) ?? "";
    const known = ["type", "source", "target", "read_only", "tmpfs", "consistency", "bind"];
    const others = [...fieldsOf(node).keys()].filter((key) => !known.includes(key));
    const readOnly = textOf(fieldOf(node, "read_only")) === "true";
    const type = textOf(fieldOf(node, "type")) ?? "volume";
    return { type, source: textOf(fieldOf(node, "source")), target, readOnly, node, others };
  }
  const [first = "", second, mode = ""] = splitMount(short);
  if (second === undefined)
    return { type: "volume", target: first, readOnly: false, node, others: [] };
  const type = /^([./~\\]|[A-Za-z]:[\\/])/.test(first) ? "bind" : "volume";
  const modes = mode.split(",").filter((each) => !["", "rw", "ro", "z", "Z"].includes(each));
  return {
    type,
    source: first,
    target: second,
    readOnly: mode.split(",").includes("ro"),
    node,
    others: modes,
  };
}

/** `source:target:mode`, where the source can be a path of Windows. */
function splitMount(text: string): string[] {
  const drive = /^[A-Za-z]:[\\/]/.test(text) ? text.slice(0, 2) : "";
  const [first = "", ...rest] = text.slice(drive.length).split(":");
  return [drive + first, ...rest];
}

/** `volumes`. */
export function carryMounts(node: Located, to: Target): void {
  add(
    to,
    itemsOf(node).flatMap((item) => mountCode(mountOf(item), to)),
  );
}

/** `tmpfs`: paths with options. */
export function carryTmpfs(node: Located, to: Target): void {
  const all = entriesOf(node);
  add(
    to,
    all.map((item) => {
      const [target = "", options = ""] = (textOf(item) ?? "").split(":");
      const given = new Map(options.split(",").map((each) => each.split("=") as [string, string]));
      return object({
        type: "tmpfs",
        target,
        size: given.get("size"),
        mode: modeOf(given.get("mode")),
      });
    }),
  );
}

function modeOf(mode: string | undefined): Code | undefined {
  return mode === undefined ? undefined : { raw: `0o${mode.replace(/^0+/, "")}` };
}

function add(to: Target, mounts: readonly Code[]): void {
  const known = to.args.get("volumes");
  const before = typeof known === "object" && "list" in known ? known.list : [];
  if (mounts.length > 0) to.set("volumes", list([...before, ...mounts]));
}

function mountCode(mount: GivenMount, to: Target): Code[] {
  const { type, source, target, node, others } = mount;
  for (const other of others)
    to.left(node.at, `volumes ${target}`, `${other}: there is no setting for it.`);
  const readOnly = mount.readOnly ? true : undefined;
  if (type === "tmpfs")
    return [object({ type: "tmpfs", target, size: textOf(fieldOf(node, "tmpfs", "size")) })];
  if (type === "bind") {
    return [
      object({
        type: "bind",
        source: hostPath(source ?? "", to),
        target,
        readOnly,
        shared: shared(mount, to),
      }),
    ];
  }
  if (type !== "volume") {
    to.left(
      node.at,
      `volumes ${target}`,
      `a mount of the type ${type}: there is no such type here.`,
    );
    return [];
  }
  if (source === undefined) {
    const name = target.replace(/[^\w.-]+/g, "-").replace(/^-+/, "");
    return [object({ source: name, target, readOnly, shared: shared(mount, to) })];
  }
  return [object({ ...volumeOf(source, node, to), target, readOnly, shared: shared(mount, to) })];
}

/** A volume: the existing one, or one of the service's own. */
function volumeOf(source: string, node: Located, to: Target): Record<string, Code | undefined> {
  const { project } = to;
  const name = project.volumeName(source);
  if (name === undefined && project.adoptVolumes) {
    to.note(
      node.at,
      `volumes ${source}`,
      "the project has no name here, so that the volume is a new one. Write name: into the file.",
    );
  }
  const adopted =
    name !== undefined && (project.adoptVolumes || project.isExternal("volumes", source));
  return adopted ? { source: name, external: true } : { source };
}

/** Several containers of a service could write it already. */
function shared({ readOnly }: GivenMount, { args }: Target): true | undefined {
  return args.has("replicas") && !readOnly ? true : undefined;
}

/** A path on the Docker host: compose's relative ones are those of this machine. */
export function hostPath(path: string, { project }: Pick<Target, "project">): string {
  if (isAbsolute(path) || /^([A-Za-z]:[\\/]|\/)/.test(path)) return path;
  if (path.startsWith("~")) return (process.env.HOME ?? "~") + path.slice(1);
  return resolve(project.folder, path);
}
