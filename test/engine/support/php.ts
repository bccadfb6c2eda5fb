import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { engine } from "./docker";

/** The folder of this machine's libraries, of Debian's name for its architecture. */
const LIBRARIES = { x64: "lib/x86_64-linux-gnu", arm64: "lib/aarch64-linux-gnu" };
const libraries = Reflect.get(LIBRARIES, process.arch) as string | undefined;

/** Whether this machine has Debian's packages, of which the image is made, and may download them. */
export const mayBuildPhp = () =>
  libraries !== undefined && existsSync("/usr/bin/apt-get") && process.getuid?.() === 0;

const IMAGE = "gatehouse.local/php-fpm:test-1";

const CONFIGURATION = `[global]
daemonize = no
error_log = /proc/self/fd/2
[www]
listen = 9000
pm = static
pm.max_children = 2
`;

/**
 * Builds an image of Debian's php-fpm, which listens on port 9000, unless the engine has it. It downloads
 * the packages, and installs none.
 */
export async function phpImage(): Promise<string> {
  const found = await engine
    .getImage(IMAGE)
    .inspect()
    .catch(() => undefined);
  if (found === undefined) build();
  return IMAGE;
}

function build(): void {
  const work = mkdtempSync(join(tmpdir(), "gatehouse-php-"));
  const context = join(work, "context");
  try {
    const root = unpack(work);
    const sbin = join(root, "usr/sbin");
    const name = readdirSync(sbin).find((each) => each.startsWith("php-fpm")) ?? "";
    copy(join(sbin, name), join(context, "php-fpm"));
    for (const library of librariesOf(join(sbin, name), root)) {
      copy(library.file, join(context, library.path));
    }
    writeFileSync(join(context, "php-fpm.conf"), CONFIGURATION);
    writeFileSync(
      join(context, "Dockerfile"),
      'FROM scratch\nCOPY . /\nENTRYPOINT ["/php-fpm", "-F", "-n", "-y", "/php-fpm.conf"]\n',
    );
    const env = { ...process.env, DOCKER_BUILDKIT: "0" };
    execFileSync("docker", ["build", "--quiet", "--tag", IMAGE, context], { env, stdio: "pipe" });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Downloads php-fpm and what it needs beside this machine's packages, and unpacks them. */
function unpack(work: string): string {
  const archives = join(work, "archives");
  mkdirSync(join(archives, "partial"), { recursive: true });
  const install = ["install", "--yes", "--no-install-recommends", "--download-only"];
  const options = ["-o", `Dir::Cache::archives=${archives}`];
  const apt = (...args: string[]) => execFileSync("apt-get", args, { stdio: "pipe" });
  apt("update");
  apt(...options, ...install, "php-fpm");
  const root = join(work, "root");
  for (const name of readdirSync(archives).filter((each) => each.endsWith(".deb"))) {
    execFileSync("dpkg-deb", ["-x", join(archives, name), root]);
  }
  return root;
}

/** The libraries of a program, with the paths at which its loader finds them. */
function librariesOf(program: string, root: string) {
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
