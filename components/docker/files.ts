import type { Readable } from "node:stream";
import { pack } from "tar-stream";
import type { Engine } from "./engine";
import { unlessMissing } from "./missing";
import { type Found, readTar } from "./tar";

/** Who may do what with a file: everybody may read it, unless it is said otherwise. */
export interface Access {
  /** Permissions, such as 0o440. Default: 0o644. */
  readonly mode?: number;
  /** Id of its group; its owner is root. Default: root's. */
  readonly gid?: number;
}

/**
 * Writes files into a container, running or not, whatever its image holds: Docker unpacks them.
 * Folders that are missing are made.
 *
 * @param folder a folder that is there; on a volume where the root file system is read-only.
 * @param files contents by path below it.
 */
export async function writeFiles(
  engine: Engine,
  container: string,
  folder: string,
  files: Readonly<Record<string, string>>,
  { mode = 0o644, gid = 0 }: Access = {},
): Promise<void> {
  const archive = pack();
  for (const [path, content] of Object.entries(files)) {
    archive.entry({ name: path, mode, uid: 0, gid }, content);
  }
  archive.finalize();
  await engine.getContainer(container).putArchive(archive, { path: folder });
}

/** The text of a file in a container; `undefined` where there is no such file or container. */
export async function readFile(
  engine: Engine,
  container: string,
  path: string,
): Promise<string | undefined> {
  const found = await readArchive(engine, container, path);
  return found && Buffer.concat(found.map(({ content }) => content)).toString();
}

/** @internal What is at a path of a container, itself first; `undefined` where there is nothing. */
export async function readArchive(
  engine: Engine,
  container: string,
  path: string,
): Promise<Found[] | undefined> {
  const archive = await engine.getContainer(container).getArchive({ path }).catch(unlessMissing);
  return archive && readTar(archive as Readable);
}
