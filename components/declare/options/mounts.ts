import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { hostPathProblem } from "../../schema/path-problems";
import { type Problem, problem } from "../../schema/problems";
import { containerPath, flag, oneOf, strictObject, whole } from "../../schema/values";
import { bytesOf, memorySize } from "./size";

/** The kinds of mounts, in compose's words. */
export const MountType = {
  /** A Docker volume. */
  Volume: "volume",
  /** A directory or file of the Docker host. */
  Bind: "bind",
  /** A file system in memory, empty at each start. */
  Tmpfs: "tmpfs",
} as const;
export type MountType = (typeof MountType)[keyof typeof MountType];

/**
 * Something mounted into a container. A change replaces the containers.
 *
 * A service that can write a volume or a directory of the host is updated stop-first, unless the mount
 * has `shared`: see docs/updates.md.
 */
export interface Mount {
  /** Default: `volume`. */
  type?: MountType;
  /**
   * A volume: a name in the service, whose volume is `<project>-<stack>-<service>-<source>` on the Docker
   * host; with `external`, the volume's own name. A bind: the absolute path on the Docker host, which must
   * exist. A tmpfs has none.
   */
  source?: pulumi.Input<string>;
  /** Absolute path in the container. */
  target: string;
  /** Whether the container can't write it. Default: false. */
  readOnly?: boolean;
  /** Whether the volume exists already; Pulumi then neither creates nor deletes it. Default: false. */
  external?: boolean;
  /**
   * Whether several containers can write it at a time, so that an update starts the new container first
   * and the service can have replicas. Default: false.
   */
  shared?: boolean;
  /**
   * Whether Pulumi refuses to delete the service's own volume. Default: the service's `protect`. A change
   * does nothing to a container.
   */
  protect?: boolean;
  /**
   * Whether the service's own volume stays on the Docker host when Pulumi deletes it. The next `up` finds
   * it by its name. Default: false. A change does nothing to a container.
   */
  retainOnDelete?: boolean;
  /** The most that a tmpfs holds, such as `64MB`. Default: half of the host's memory. */
  size?: string;
  /** The permissions of a tmpfs, such as 0o1777. Default: 0o1777. */
  mode?: number;
}

/** The settings that only some types have. */
const ONLY: Readonly<Partial<Record<keyof Mount, readonly MountType[]>>> = {
  source: [MountType.Volume, MountType.Bind],
  readOnly: [MountType.Volume, MountType.Bind],
  shared: [MountType.Volume, MountType.Bind],
  external: [MountType.Volume],
  protect: [MountType.Volume],
  retainOnDelete: [MountType.Volume],
  size: [MountType.Tmpfs],
  mode: [MountType.Tmpfs],
};

const VOLUME = /^[a-zA-Z0-9][\w.-]*$/;
const VOLUME_RULE = 'must be the name of a volume, such as "data"';

const shape = {
  type: oneOf(MountType).optional(),
  source: z.custom<pulumi.Input<string>>((value) => value !== null).optional(),
  target: containerPath,
  readOnly: flag.optional(),
  external: flag.optional(),
  shared: flag.optional(),
  protect: flag.optional(),
  retainOnDelete: flag.optional(),
  size: memorySize.optional(),
  mode: whole(0, 0o7777).optional(),
};

/** @internal Checks {@link Mount}. */
export const mountSchema = strictObject("a setting of a mount", shape).superRefine(
  (mount, context) => {
    const report = (field: string, message: string) =>
      context.addIssue({ code: "custom", path: [field], message });
    const type = mount.type ?? MountType.Volume;
    for (const [field, types] of Object.entries(ONLY)) {
      if (mount[field as keyof Mount] === undefined || types.includes(type)) continue;
      report(field, `is only for the type ${types.join(" or ")}, which is ${type} here`);
    }
    if (mount.external && (mount.protect !== undefined || mount.retainOnDelete !== undefined)) {
      report(
        "external",
        "must not stand beside protect or retainOnDelete: Pulumi never deletes it",
      );
    }
    const wrong = sourceProblem(type, mount);
    if (wrong !== undefined) report("source", wrong);
  },
) satisfies z.ZodType<Mount>;

function sourceProblem(type: MountType, { source, external }: Mount): string | undefined {
  if (type === MountType.Tmpfs) return undefined;
  if (source === undefined) return `is needed by the type ${type}`;
  if (typeof source !== "string") {
    const own = type === MountType.Volume && external !== true;
    return own
      ? `${VOLUME_RULE}; an output is the name of a volume with external: true`
      : undefined;
  }
  if (type === MountType.Bind) return hostPathProblem(source);
  if (VOLUME.test(source)) return undefined;
  const path = /^[./~]|^[A-Za-z]:/.test(source);
  return path ? `${VOLUME_RULE}; a directory of the Docker host has type: "bind"` : VOLUME_RULE;
}

/** Whether a service's own volume is behind a mount, which Pulumi creates and deletes. */
export function isOwnVolume(mount: Mount): mount is Mount & { readonly source: string } {
  return (mount.type ?? MountType.Volume) === MountType.Volume && mount.external !== true;
}

/** Whether two containers could write the same data by a mount that does not allow it. */
function hasOneWriter({ type, readOnly, shared }: Mount): boolean {
  return type !== MountType.Tmpfs && readOnly !== true && shared !== true;
}

/** Whether a service with these mounts must stop a container before it starts the next. */
export function stopsFirst(mounts: readonly Mount[] = []): boolean {
  return mounts.some(hasOneWriter);
}

/**
 * The problems of mounts beside one another.
 *
 * @param containers how many containers have them at a time.
 */
export function mountProblems(mounts: readonly Mount[], containers: number): Problem[] {
  return mounts.flatMap((mount, index) => {
    const problems: Problem[] = [];
    const earlier = mounts.slice(0, index);
    if (earlier.some(({ target }) => target === mount.target)) {
      problems.push(
        problem(`volumes[${index}].target`, `must be in use once, got "${mount.target}" twice.`),
      );
    }
    if (containers > 1 && hasOneWriter(mount)) {
      problems.push(
        problem(
          `volumes[${index}].shared`,
          `must be true where ${containers} containers write to "${mount.target}", got ` +
            `${JSON.stringify(mount.shared) ?? "nothing"}. Set it if their program allows that, or ` +
            "readOnly: true, or have one replica and no canary.",
        ),
      );
    }
    return problems;
  });
}

/** The mounts of volumes and host paths in the Docker provider's form, and the tmpfs mounts. */
export function mountInputs(
  mounts: readonly Mount[],
  volumeOf: (mount: Mount) => pulumi.Input<string>,
): Pick<docker.ContainerArgs, "tmpfs"> & { volumes?: docker.types.input.ContainerVolume[] } {
  const inMemory = mounts.filter(({ type }) => type === MountType.Tmpfs);
  const others = mounts.filter(({ type }) => type !== MountType.Tmpfs);
  const volumes = others.map((mount) => ({
    containerPath: mount.target,
    readOnly: mount.readOnly,
    ...(mount.type === MountType.Bind
      ? { hostPath: mount.source }
      : { volumeName: volumeOf(mount) }),
  }));
  return {
    tmpfs:
      inMemory.length === 0
        ? undefined
        : Object.fromEntries(inMemory.map((mount) => [mount.target, tmpfsOptions(mount)])),
    volumes: volumes.length === 0 ? undefined : volumes,
  };
}

/** The options of `mount -t tmpfs`. */
function tmpfsOptions({ size, mode = 0o1777 }: Mount): string {
  const limit = size === undefined ? [] : [`size=${bytesOf(size)}`];
  return [...limit, `mode=${mode.toString(8)}`].join(",");
}
