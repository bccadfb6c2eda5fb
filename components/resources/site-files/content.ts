// The files of a static site before they are on the proxy's volume: from the program, or from a directory.
import { createHash } from "node:crypto";
import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import type { SiteContent, SiteFile } from "../../docker/files/site-folder";

/** The most files and bytes of a site from a directory. */
const MOST = { files: 10_000, bytes: 100_000_000 };

/** A site whose files are given in the program, by path. */
export function givenContent(given: Readonly<Record<string, string>>): SiteContent {
  const contents = new Map(Object.entries(given).map(([path, text]) => [path, Buffer.from(text)]));
  const files = [...contents].map(([path, content]) => fileOf(path, content));
  return contentOf(files, (path) => contents.get(path) ?? Buffer.alloc(0));
}

/** The files of a directory, or the reasons why they can't be a site's. */
export type ReadDirectory =
  | { readonly content: SiteContent; readonly problems?: undefined }
  | { readonly content?: undefined; readonly problems: readonly string[] };

/**
 * The files of a directory of the client, links to files in it followed, without those whose path has a
 * name that starts with "."; `.well-known` counts.
 *
 * @returns problems complete "<setting> …".
 */
export function readDirectory(directory: string, most = MOST): ReadDirectory {
  try {
    if (!statSync(directory).isDirectory()) {
      return { problems: [`must be a directory, got ${shown(directory)}.`] };
    }
    return readFiles(directory, most);
  } catch (error) {
    return { problems: [unreadable(directory, error as NodeJS.ErrnoException)] };
  }
}

function readFiles(directory: string, most: typeof MOST): ReadDirectory {
  const { paths, links } = walk(directory);
  const bytes = paths.reduce((sum, path) => sum + statSync(join(directory, path)).size, 0);
  const problems = [
    ...links.map(
      (path) =>
        `must have no link but to files in it, got "${path}". Copy what it links to, or drop it.`,
    ),
    ...(paths.length === 0 ? [`must have a file, got none in ${shown(directory)}.`] : []),
    ...tooMuch(paths.length, most.files, "files"),
    ...tooMuch(bytes, most.bytes, "bytes"),
  ];
  if (problems.length > 0) return { problems };
  const read = (path: string) => readFileSync(join(directory, path));
  const files = paths.map((path) => fileOf(path, read(path)));
  return { content: contentOf(files, read) };
}

/** The files of a directory, and all else in it that is neither a file nor a folder. */
function walk(directory: string): { paths: string[]; links: string[] } {
  const paths: string[] = [];
  const links: string[] = [];
  const real = realpathSync(directory);
  const visit = (folder: string) => {
    for (const entry of readdirSync(join(directory, folder), { withFileTypes: true })) {
      if (isLeftOut(entry.name)) continue;
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else if (isFile(directory, path, entry, real)) paths.push(path);
      else links.push(path);
    }
  };
  visit("");
  return { paths, links };
}

function unreadable(directory: string, error: NodeJS.ErrnoException): string {
  const { code = String(error), path = directory } = error;
  if (code === "ENOENT" && path === directory) {
    return `must be a directory of the machine that runs Pulumi, got ${shown(directory)}, which is not there.`;
  }
  return `must be a directory that can be read, got ${shown(directory)}: ${code} at ${shown(path)}.`;
}

/** Version control, editors and deployments keep their own files under such names. */
function isLeftOut(name: string): boolean {
  return name.startsWith(".") && name !== ".well-known";
}

/** Whether it is a file, or a link to a file below the directory. */
function isFile(directory: string, path: string, entry: Dirent, real: string): boolean {
  if (entry.isFile()) return true;
  if (!entry.isSymbolicLink()) return false;
  const place = join(directory, path);
  try {
    return realpathSync(place).startsWith(real + sep) && statSync(place).isFile();
  } catch {
    return false;
  }
}

function tooMuch(found: number, limit: number, unit: string): string[] {
  if (found <= limit) return [];
  const [most, number] = [limit, found].map((each) => each.toLocaleString("en-US"));
  return [
    `must have at most ${most} ${unit}, got ${number}. Put them on the Docker host: see directory.`,
  ];
}

function shown(text: string): string {
  return JSON.stringify(text);
}

function contentOf(files: readonly SiteFile[], read: (path: string) => Buffer): SiteContent {
  const sorted = [...files].sort((one, other) => (one.path < other.path ? -1 : 1));
  const hash = createHash("sha256");
  for (const { path, digest } of sorted) hash.update(`${digest} ${path}\n`);
  return { digest: hash.digest("hex"), files: sorted, read };
}

function fileOf(path: string, content: Buffer): SiteFile {
  const digest = createHash("sha256").update(content).digest("hex");
  return { path, digest, bytes: content.length };
}
