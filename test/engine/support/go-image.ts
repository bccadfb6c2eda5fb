import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { engine } from "./docker";

const TOOLCHAIN = resolve(__dirname, "../../../toolchain");

/** Images of one Go program of the toolchain. */
export interface GoImages {
  /** The module's folder in `toolchain/`. */
  readonly folder: string;
  /** The name of the program in the Dockerfile. */
  readonly program: string;
  /** Its package. Default: the module's own. */
  readonly package?: string;
  /** The folder in `toolchain/` with the Dockerfile. Default: the module's. */
  readonly dockerfile?: string;
  /** The arguments of each build, by the end of its tag. */
  readonly builds: Readonly<Record<string, readonly string[]>>;
}

/** Builds images, unless the engine has them, and returns their names by the end of their tags. */
export async function goImages<Name extends string>(
  images: GoImages & { readonly builds: Readonly<Record<Name, readonly string[]>> },
): Promise<Record<Name, string>> {
  const base = `gatehouse.local/${images.folder}:${sourceHash(images.folder)}`;
  const names = Object.keys(images.builds) as Name[];
  const tags = Object.fromEntries(names.map((name) => [name, `${base}-${name}`]));
  const found = await Promise.all(Object.values(tags).map(isThere));
  if (!found.every(Boolean)) build(images, tags);
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
  { folder, program, package: from = ".", dockerfile = folder, builds }: GoImages,
  tags: Readonly<Record<string, string>>,
): void {
  const context = mkdtempSync(join(tmpdir(), "gatehouse-image-"));
  try {
    const args = ["build", "-trimpath", "-ldflags", "-s -w", "-o", join(context, program), from];
    const env = { ...process.env, CGO_ENABLED: "0", GOGC: "off", GOMEMLIMIT: "3GiB" };
    execFileSync("go", args, { cwd: join(TOOLCHAIN, folder), env });
    copyFileSync(join(TOOLCHAIN, dockerfile, "Dockerfile"), join(context, "Dockerfile"));
    for (const [name, own] of Object.entries(builds)) {
      const line = ["build", "--quiet", ...own, "--tag", tags[name] ?? "", context];
      execFileSync("docker", line, { env: { ...process.env, DOCKER_BUILDKIT: "0" } });
    }
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
}

function sourceHash(folder: string): string {
  const hash = createHash("sha256");
  const source = join(TOOLCHAIN, folder);
  for (const file of readdirSync(source).sort()) hash.update(readFileSync(join(source, file)));
  return hash.digest("hex").slice(0, 12);
}
