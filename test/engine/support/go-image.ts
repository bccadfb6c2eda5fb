import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { engine } from "./docker";
import { locked } from "./lock";

const TOOLCHAIN = resolve(__dirname, "../../../toolchain");

/** Images of one Go program of the toolchain. */
export interface GoImages {
  /** The module's folder in `toolchain/`. */
  readonly folder: string;
  /** The name of the program in the Dockerfile. */
  readonly program: string;
  /** Its package. Default: the module's own. */
  readonly package?: string;
  /** Changes a copy of the module, which is built then. Default: the module is built as it is. */
  readonly prepare?: (copy: string) => void;
  /** Further folders in `toolchain/` that the program is made of. Default: none. */
  readonly beside?: readonly string[];
  /** The arguments of each build, by the end of its tag. */
  readonly builds: Readonly<Record<string, readonly string[]>>;
}

/**
 * Builds images, unless the engine has them, and returns their names by the end of their tags. One test file builds
 * them; others wait for it.
 */
export async function goImages<Name extends string>(
  images: GoImages & { readonly builds: Readonly<Record<Name, readonly string[]>> },
): Promise<Record<Name, string>> {
  const { folder, beside = [] } = images;
  const base = `gatehouse.local/${folder}:${sourceHash([folder, ...beside])}`;
  const names = Object.keys(images.builds) as Name[];
  const tags = Object.fromEntries(names.map((name) => [name, `${base}-${name}`]));
  await locked(join(TOOLCHAIN, folder), async () => {
    const found = await Promise.all(Object.values(tags).map(isThere));
    if (!found.every(Boolean)) build(images, tags);
  });
  return tags as Record<Name, string>;
}

function isThere(image: string): Promise<boolean> {
  const asked = engine.getImage(image).inspect();
  return asked.then(
    () => true,
    () => false,
  );
}

function build(
  { folder, program, package: from = ".", prepare, builds }: GoImages,
  tags: Readonly<Record<string, string>>,
): void {
  const temporary = mkdtempSync(join(tmpdir(), "gatehouse-image-"));
  const [sources, context] = [join(temporary, "sources"), join(temporary, "context")];
  try {
    cpSync(join(TOOLCHAIN, folder), sources, { recursive: true });
    mkdirSync(context);
    prepare?.(sources);
    const args = ["build", "-trimpath", "-ldflags", "-s -w", "-o", join(context, program), from];
    const env = { ...process.env, CGO_ENABLED: "0", GOGC: "off", GOMEMLIMIT: "3GiB" };
    execFileSync("go", args, { cwd: sources, env });
    copyFileSync(join(sources, "Dockerfile"), join(context, "Dockerfile"));
    for (const [name, own] of Object.entries(builds)) {
      const line = ["build", "--quiet", ...own, "--tag", tags[name] ?? "", context];
      execFileSync("docker", line, { env: { ...process.env, DOCKER_BUILDKIT: "0" } });
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function sourceHash(folders: readonly string[]): string {
  const hash = createHash("sha256");
  for (const folder of folders) {
    const source = join(TOOLCHAIN, folder);
    const found = readdirSync(source, { recursive: true, withFileTypes: true });
    const files = found.filter((entry) => entry.isFile());
    const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
    for (const file of paths) hash.update(readFileSync(file));
  }
  return hash.digest("hex").slice(0, 12);
}
