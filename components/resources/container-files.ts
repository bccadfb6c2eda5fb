import { randomBytes } from "node:crypto";
import { posix } from "node:path";
import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { stackMark } from "../declare/leftovers";
import { type PlacedFile, SECRETS } from "../declare/options/files";
import { OWNER_LABEL, owner, ownName } from "../declare/owner";
import { FILES_LABEL } from "../declare/stack-id";
import { STACK_LABEL } from "../docker/containers/stack-label";
import { writeFiles } from "../docker/files/files";
import { connect } from "../docker/host/client";
import type { DockerHost, Engine } from "../docker/host/engine";
import { unlessMissing } from "../docker/host/engine";
import { hostOf } from "../provider/host-of";
import { sameFields } from "../schema/canonical";
import { ProvidedResource } from "./provided-resource";

type FileProps = Omit<PlacedFile, "content"> & { readonly content: string };

/** The resolved properties of a container's files, as the state keeps them. */
interface ContainerFilesProps {
  readonly docker: DockerHost;
  /** The beginning of the names of its volumes. */
  readonly name: string;
  readonly owner: string;
  /** The id of the stack. */
  readonly stack: string;
  /** Id of the image whose folders the volumes begin with. */
  readonly image: string;
  readonly files: readonly FileProps[];
  readonly secrets: readonly FileProps[];
}

interface ContainerFilesOutputs extends ContainerFilesProps {
  /** The names of the volumes, by the folder that each is mounted on. */
  readonly volumes: Readonly<Record<string, string>>;
}

const COMPARED = ["name", "image", "files", "secrets"] as const;

export const containerFilesProvider: pulumi.dynamic.ResourceProvider<
  ContainerFilesProps,
  ContainerFilesOutputs
> = {
  async create(props) {
    const engine = connect(props.docker);
    const id = `${props.name}-${randomBytes(4).toString("hex")}`;
    const folders = foldersOf([...props.files, ...props.secrets]);
    const volumes = Object.fromEntries(
      [...folders.keys()].map((folder, index) => [folder, index === 0 ? id : `${id}-${index + 1}`]),
    );
    try {
      await fill(engine, props, folders, volumes);
    } catch (error) {
      await remove(engine, volumes);
      throw error;
    }
    return { id, outs: { ...props, volumes } };
  },

  async diff(_id, olds, news) {
    const changes = !sameFields(olds, news, COMPARED);
    return { changes, replaces: changes ? ["files"] : [], deleteBeforeReplace: false };
  },

  async delete(_id, { docker, volumes }) {
    await remove(connect(docker), volumes);
  },

  async read(id, props) {
    if (props === undefined) return { id };
    const engine = connect(props.docker);
    const found = await Promise.all(
      Object.values(props.volumes).map((volume) =>
        engine.getVolume(volume).inspect().catch(unlessMissing),
      ),
    );
    return found.includes(undefined) ? {} : { id, props };
  },
};

/** Files by their folder. */
function foldersOf<T extends Pick<PlacedFile, "path">>(files: readonly T[]): Map<string, T[]> {
  const folders = new Map<string, T[]>();
  for (const file of files) {
    const folder = posix.dirname(file.path);
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return folders;
}

/**
 * Creates the volumes and writes the files, by way of a container of the service's image that never
 * runs: Docker begins each volume with what the image has in that folder.
 */
async function fill(
  engine: Engine,
  { image, owner, stack }: ContainerFilesProps,
  folders: ReadonlyMap<string, readonly FileProps[]>,
  volumes: Readonly<Record<string, string>>,
): Promise<void> {
  const labels = { [OWNER_LABEL]: owner, [STACK_LABEL]: stack, [FILES_LABEL]: "" };
  for (const volume of Object.values(volumes)) {
    await engine.createVolume({ Name: volume, Labels: labels });
  }
  const helper = await engine.createContainer({
    Image: image,
    // It never runs, but Docker requires a command, which an image may lack.
    Cmd: ["none"],
    Labels: labels,
    HostConfig: {
      NetworkMode: "none",
      Binds: Object.entries(volumes).map(([folder, volume]) => `${volume}:${folder}`),
    },
  });
  try {
    for (const [folder, files] of folders) {
      for (const { path, content, mode, uid, gid } of files) {
        const file = { [posix.basename(path)]: content };
        await writeFiles(engine, helper.id, folder, file, { mode, uid, gid });
      }
    }
  } finally {
    await helper.remove({ force: true });
  }
}

async function remove(engine: Engine, volumes: Readonly<Record<string, string>>): Promise<void> {
  for (const volume of Object.values(volumes)) {
    await engine.getVolume(volume).remove().catch(unlessMissing);
  }
}

/** Arguments of {@link ContainerFiles}. */
export interface ContainerFilesArgs {
  /** Id of the container's image. */
  readonly image: pulumi.Input<string>;
  readonly files: readonly PlacedFile[];
  readonly secrets: readonly PlacedFile[];
}

/**
 * Files of a container, with their owners and permissions, also where its root file system is
 * read-only. Each folder is a volume that begins with what the image has there. Volumes can't change
 * below a running container, so new content is a new set of volumes, and new containers.
 */
export class ContainerFiles extends ProvidedResource {
  /** The names of the volumes, by the folder that each is mounted on. */
  declare private readonly volumes: pulumi.Output<Record<string, string>>;
  /** What the container mounts. */
  readonly mounts: docker.types.input.ContainerVolume[];

  constructor(name: string, args: ContainerFilesArgs, parent: pulumi.ComponentResource) {
    const { image, files, secrets } = args;
    super(
      "ContainerFiles",
      `${name}-files`,
      {
        docker: hostOf(parent),
        name: ownName(`${name}-files`),
        owner: owner(),
        stack: stackMark(parent),
        image,
        files,
        secrets: pulumi.secret(secrets),
        volumes: undefined,
      },
      { parent },
    );
    this.mounts = [...foldersOf([...files, ...secrets]).keys()].map((containerPath) => ({
      containerPath,
      volumeName: this.volumes.apply((volumes) => volumes[containerPath] ?? ""),
      readOnly: containerPath === SECRETS ? true : undefined,
    }));
  }
}
