import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { engine } from "./docker";

const SOURCE = resolve(__dirname, "../../../toolchain/test-service");

/** Two images of the test service, which differ only in their answers: `v1 …` and `v2 …`. */
export interface ServiceImages {
  readonly v1: string;
  readonly v2: string;
}

/** Builds the images of the test service unless the engine has them. */
export async function serviceImage(): Promise<ServiceImages> {
  const name = `gatehouse.local/test-service:${sourceHash()}`;
  const images = { v1: `${name}-v1`, v2: `${name}-v2` };
  const found = await Promise.all(Object.values(images).map(isThere));
  if (!found.every(Boolean)) build(images);
  return images;
}

function isThere(image: string): Promise<boolean> {
  const asked = engine.getImage(image).inspect();
  return asked.then(
    () => true,
    () => false,
  );
}

function build(images: ServiceImages): void {
  const context = mkdtempSync(join(tmpdir(), "gatehouse-service-"));
  try {
    const program = [
      "build",
      "-trimpath",
      "-ldflags",
      "-s -w",
      "-o",
      join(context, "service"),
      ".",
    ];
    execFileSync("go", program, { cwd: SOURCE, env: { ...process.env, CGO_ENABLED: "0" } });
    copyFileSync(join(SOURCE, "Dockerfile"), join(context, "Dockerfile"));
    for (const [version, tag] of Object.entries(images)) {
      const args = ["build", "--quiet", "--build-arg", `VERSION=${version}`, "--tag", tag, context];
      execFileSync("docker", args, { env: { ...process.env, DOCKER_BUILDKIT: "0" } });
    }
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
}

function sourceHash(): string {
  const hash = createHash("sha256");
  for (const file of readdirSync(SOURCE).sort()) hash.update(readFileSync(join(SOURCE, file)));
  return hash.digest("hex").slice(0, 12);
}
