import type { SiteFile, SiteManifest } from "../../docker/files/site-folder";

/** The most paths that a change names of a kind. */
const NAMED = 5;

/** The difference between the files on the volume and those of the program, in the words of the preview. */
export function changeOf(before: SiteManifest, files: readonly SiteFile[]): string {
  const wanted = new Set(files.map(({ path }) => path));
  const added = files.filter(({ path }) => before.files[path] === undefined);
  const changed = files.filter(({ path, digest }) => {
    const known = before.files[path];
    return known !== undefined && known[0] !== digest;
  });
  const removed = Object.keys(before.files).filter((path) => !wanted.has(path));
  return [
    ...words("adds", pathsOf(added)),
    ...words("changes", pathsOf(changed)),
    ...words("removes", removed.sort()),
  ].join("; ");
}

function pathsOf(files: readonly SiteFile[]): string[] {
  return files.map(({ path }) => path);
}

/** `adds 7 files: a, b, c, d, e and 2 more`. */
function words(verb: string, paths: readonly string[]): string[] {
  if (paths.length === 0) return [];
  const named = paths.slice(0, NAMED).join(", ");
  const more = paths.length > NAMED ? ` and ${paths.length - NAMED} more` : "";
  return [`${verb} ${paths.length} ${paths.length === 1 ? "file" : "files"}: ${named}${more}`];
}
