import { extract, pack } from "tar-stream";
import type { Engine } from "./client";

/**
 * Writes files into a container, running or not, whatever its image holds: Docker unpacks them.
 * Folders that are missing are made.
 *
 * @param folder a folder that is there; on a volume where the root file system is read-only.
 * @param files contents by path below it; everybody in the container may read them.
 */
export async function writeFiles(
  engine: Engine,
  container: string,
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const archive = pack();
  for (const [path, content] of Object.entries(files)) {
    archive.entry({ name: path, mode: 0o644 }, content);
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
  const archive = await engine
    .getContainer(container)
    .getArchive({ path })
    .catch((error: { statusCode?: number }) => {
      if (error.statusCode === 404) return undefined;
      throw error;
    });
  if (archive === undefined) return undefined;
  const chunks: Buffer[] = [];
  const entries = extract();
  entries.on("entry", (_header, content, next) => {
    content.on("data", (chunk: Buffer) => chunks.push(chunk));
    content.on("end", next);
  });
  return new Promise((resolve, reject) => {
    entries.on("finish", () => resolve(Buffer.concat(chunks).toString()));
    entries.on("error", reject);
    archive.on("error", reject);
    archive.pipe(entries);
  });
}
