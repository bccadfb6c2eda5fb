import { posix } from "node:path";
import { pack } from "tar-stream";
import { sameStack } from "../../declare/stack-id";
import { type Found, readArchive } from "../../docker/files/files";
import type { Engine } from "../../docker/host/engine";

/**
 * Makes a user the owner of a folder on a volume and of all that is in it; creates it where it is
 * missing. Docker unpacks an archive with the owners that the archive names, whatever user the container
 * runs as. Files of another program, such as a proxy that ran as root, keep their content.
 */
export async function giveFolder(
  engine: Engine,
  container: string,
  folder: string,
  user: number,
): Promise<void> {
  const { dir, base } = posix.parse(folder);
  const header = { name: `${base}/`, type: "directory" as const, mode: 0o700 };
  const made = [{ header, content: Buffer.alloc(0) }];
  const found: Found[] = (await readArchive(engine, container, folder)) ?? made;
  const others = found.filter(({ header: { uid, gid } }) => uid !== user || gid !== user);
  if (others.length === 0) return;
  const owner = { uid: user, gid: user, uname: "", gname: "" };
  const archive = pack();
  for (const { header, content } of others) archive.entry({ ...header, ...owner }, content);
  archive.finalize();
  await unpackBeside(engine, container, archive, dir);
}

/**
 * Unpacks an archive on the volumes of a container by way of another container with the same volumes,
 * which never starts: Docker refuses to unpack above the volumes of a read-only container.
 */
async function unpackBeside(
  engine: Engine,
  container: string,
  archive: NodeJS.ReadableStream,
  path: string,
): Promise<void> {
  const { Image, Config: config } = await engine.getContainer(container).inspect();
  const helper = await engine.createContainer({
    Image,
    Labels: sameStack(config.Labels),
    HostConfig: { VolumesFrom: [container], NetworkMode: "none" },
  });
  try {
    await helper.putArchive(archive, { path });
  } finally {
    await helper.remove();
  }
}
