import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { goModule } from "../../go-binary";
import { addModules } from "../support/caddy-modules";
import { docker } from "../support/docker";

/** What a build of an image makes of its modules. */
export interface StandIn {
  /** An image with the Caddy that has these modules. */
  readonly image: string;
  readonly modules: readonly string[];
  /** Modules that can't be added. */
  readonly failing: readonly string[];
}

/**
 * Builds an image whose shell is the stand-in for Go, with a Caddy that this machine has compiled, and with what Go
 * says of modules that can't be added to it.
 */
export async function buildGoImage(name: string, standIn: StandIn): Promise<void> {
  const context = mkdtempSync(join(tmpdir(), "gatehouse-go-"));
  const [sources, failed] = [join(context, "sources"), join(context, "failed")];
  mkdirSync(failed);
  const env = { ...process.env, CGO_ENABLED: "0" };
  execFileSync("go", ["build", "-o", join(context, "sh"), join(__dirname, "sh.go")], { env });
  cpSync(goModule("caddy"), sources, { recursive: true });
  const { stderr } = addModules(sources, standIn.failing);
  rmSync(sources, { recursive: true });
  writeFileSync(join(failed, keyOf(standIn.failing)), stderr);
  writeFileSync(join(context, "ca-certificates.crt"), "");
  writeFileSync(join(context, "Dockerfile"), dockerfile(standIn));
  await docker("build", "--quiet", "--tag", name, context);
  rmSync(context, { recursive: true });
}

/** The name by which the stand-in finds what it has for modules. */
function keyOf(modules: readonly string[]): string {
  return createHash("sha256").update(modules.join(" ")).digest("hex");
}

function dockerfile({ image, modules }: StandIn): string {
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  return `FROM scratch
    ENV EXPECTED="CGO_ENABLED=0 GOOS=linux GOARCH=${arch}"
    COPY ca-certificates.crt /etc/ssl/certs/
    COPY sh /bin/sh
    COPY --from=${image} /bin/caddy /caddy/${keyOf(modules)}
    COPY failed /failed`;
}
