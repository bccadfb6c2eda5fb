import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { engine } from "./docker";
import { locked } from "./lock";

/** The folder of this machine's libraries, of Debian's name for its architecture. */
const LIBRARIES = { x64: "lib/x86_64-linux-gnu", arm64: "lib/aarch64-linux-gnu" };
const libraries = Reflect.get(LIBRARIES, process.arch) as string | undefined;

/** Whether this machine has Debian's packages, of which images are made, and may download them. */
export const mayBuildImages = () =>
  libraries !== undefined && existsSync("/usr/bin/apt-get") && process.getuid?.() === 0;

/** An image of programs of Debian's packages. */
export interface DebianImage {
  readonly tag: string;
  readonly packages: readonly string[];
  /** Files and folders of the packages, by their place in the image; "*" is any text in a name. */
  readonly files: Readonly<Record<string, string>>;
  /** Further files, by their place in the image. */
  readonly texts: Readonly<Record<string, string>>;
  /** The lines of its Dockerfile after the copy. */
  readonly lines: readonly string[];
}

/** apt runs once at a time. */
const LOCK = join(tmpdir(), "gatehouse-debian.lock");

/**
 * Builds the image, unless the engine has it, with the libraries that its programs need. It downloads the
 * packages, and installs none.
 */
export async function debianImage(image: DebianImage): Promise<string> {
  await locked(LOCK, async () => {
    const found = await engine
      .getImage(image.tag)
      .inspect()
      .catch(() => undefined);
    if (found === undefined) build(image);
  });
  return image.tag;
}

function build({ tag, packages, files, texts, lines }: DebianImage): void {
  const work = mkdtempSync(join(tmpdir(), "gatehouse-debian-"));
  const context = join(work, "context");
  try {
    const root = unpack(work, packages);
    for (const [place, pattern] of Object.entries(files)) {
      cpSync(only(root, pattern), join(context, place), { recursive: true, dereference: true });
    }
    for (const program of programsIn(context)) {
      for (const library of librariesOf(program, root)) {
        copy(library.file, join(context, library.path));
      }
    }
    for (const [place, text] of Object.entries(texts)) {
      mkdirSync(dirname(join(context, place)), { recursive: true });
      writeFileSync(join(context, place), text, { mode: 0o755 });
    }
    writeFileSync(join(work, "Dockerfile"), ["FROM scratch", "COPY . /", ...lines, ""].join("\n"));
    const env = { ...process.env, DOCKER_BUILDKIT: "0" };
    const args = ["build", "--quiet", "--tag", tag, "--file", join(work, "Dockerfile"), context];
    execFileSync("docker", args, { env, stdio: "pipe" });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The one path below a folder that a pattern names. */
function only(root: string, pattern: string): string {
  return pattern.split("/").reduce((folder, part) => {
    const form = new RegExp(`^${part.replaceAll(".", "\\.").replaceAll("*", ".*")}$`);
    const [first] = readdirSync(folder)
      .filter((name) => form.test(name))
      .sort();
    if (first === undefined) throw new Error(`no ${part} in ${folder}`);
    return join(folder, first);
  }, root);
}

/** The programs and libraries of a folder. */
function programsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && isElf(path));
}

function isElf(path: string): boolean {
  return readFileSync(path).subarray(0, 4).toString("latin1") === "\x7fELF";
}

/** Downloads the packages and what they need beside this machine's own, and unpacks them. */
function unpack(work: string, packages: readonly string[]): string {
  const archives = join(work, "archives");
  mkdirSync(join(archives, "partial"), { recursive: true });
  const install = ["install", "--yes", "--no-install-recommends", "--download-only", "--reinstall"];
  const options = ["-o", `Dir::Cache::archives=${archives}`];
  const apt = (...args: string[]) => execFileSync("apt-get", args, { stdio: "pipe" });
  apt("update");
  apt(...options, ...install, ...packages);
  const root = join(work, "root");
  for (const name of readdirSync(archives).filter((each) => each.endsWith(".deb"))) {
    execFileSync("dpkg-deb", ["-x", join(archives, name), root]);
  }
  return root;
}

/** The libraries of a program, with the paths at which its loader finds them. */
export function librariesOf(program: string, root: string) {
  const own = libraries ?? "";
  const folders = [join(root, "usr", own), join(root, own)];
  const env = { ...process.env, LD_LIBRARY_PATH: folders.join(":") };
  const listed = execFileSync("ldd", [program], { encoding: "utf8", env });
  return [...listed.matchAll(/(\S+) => (\/\S+)|^\s+(\/\S+) \(/gm)].map(([, name, file, loader]) => {
    const path = loader ?? join("/", own, name ?? "");
    return { path, file: realpathSync(loader ?? file ?? "") };
  });
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}
