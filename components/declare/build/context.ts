// The files of a build, as Docker's client sends them.
import { createHash, type Hash } from "node:crypto";
import {
  closeSync,
  type Dirent,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import dockerignore from "@balena/dockerignore";

/**
 * A hash of everything that a build can copy: paths, contents, links, and whether a file can be executed.
 * Times, owners and what `.dockerignore` excludes don't count.
 */
export function contextDigest(context: string, dockerfile: string): string {
  const hash = createHash("sha256");
  for (const { path, entry } of filesOf(context, dockerfile)) {
    const place = join(context, path);
    if (entry.isDirectory()) hash.update(`folder ${path}\0`);
    else if (entry.isSymbolicLink()) hash.update(`link ${path}\0${readlinkSync(place)}\0`);
    else if (entry.isFile()) addFile(hash, path, place);
  }
  return hash.digest("hex");
}

/** The digests of the contexts that the running program has read. */
const READ = new WeakMap<object, string>();

/** The digest of a build's context, whose files are read once: they are checked before they are built. */
export function digestOfContext(build: { readonly context: string }, dockerfile: string): string {
  const digest = READ.get(build) ?? contextDigest(build.context, dockerfile);
  READ.set(build, digest);
  return digest;
}

/** Something in a context. */
interface Found {
  /** Its path in the context, with "/". */
  readonly path: string;
  readonly entry: Dirent;
}

/** What the build gets of a context, in a fixed order. */
function filesOf(context: string, dockerfile: string): Found[] {
  const rules = rulesOf(context);
  const ignore = dockerignore().add(rules);
  // The builder always gets these two.
  const kept = new Set([dockerfile.replaceAll("\\", "/"), IGNORE_FILE]);
  const readmits = rules.split(/\r?\n/).some((rule) => rule.trim().startsWith("!"));
  const visit = (folder: string): Found[] =>
    readdirSync(join(context, folder), { withFileTypes: true })
      .sort(({ name: one }, { name: other }) => (one < other ? -1 : 1))
      .flatMap((entry) => {
        const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
        const ignored = ignore.ignores(path) && !kept.has(path);
        const own = ignored ? [] : [{ path, entry }];
        const leads = !ignored || readmits || [...kept].some((file) => file.startsWith(`${path}/`));
        return entry.isDirectory() && leads ? [...own, ...visit(path)] : own;
      });
  return visit("");
}

const IGNORE_FILE = ".dockerignore";

function rulesOf(context: string): string {
  try {
    return readFileSync(join(context, IGNORE_FILE), "utf8");
  } catch {
    return "";
  }
}

const CHUNK = 1 << 20;

/** Adds a file of any size. */
function addFile(hash: Hash, path: string, place: string): void {
  const { mode, size } = statSync(place);
  hash.update(`file ${path}\0${mode & 0o100}\0${size}\0`);
  const file = openSync(place, "r");
  try {
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) {
      hash.update(buffer.subarray(0, read));
    }
  } finally {
    closeSync(file);
  }
}
