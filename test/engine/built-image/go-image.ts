import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { goModule } from "../../go-binary";
import { docker } from "../support/docker";

const FLAGS = ["-mod=readonly", "-trimpath", "-ldflags", "-s -w"];

/**
 * Builds an image whose shell is the stand-in for Go, with a Caddy for each set of modules, and with what Go says of
 * those that it can't build. Go's cache has what the toolchain's own Caddy is made of.
 */
export async function buildGoImage(
  name: string,
  built: readonly (readonly string[])[],
  failing: readonly (readonly string[])[],
): Promise<void> {
  const context = mkdtempSync(join(tmpdir(), "gatehouse-go-"));
  for (const folder of ["caddy", "failed"]) mkdirSync(join(context, folder));
  go(["build", "-o", join(context, "sh"), join(__dirname, "sh.go")], context);
  for (const modules of [...built, ...failing]) {
    const sources = join(context, "sources");
    cpSync(goModule("caddy"), sources, { recursive: true });
    const { status, stderr } = go(["run", "./modules", ...modules], sources);
    const key = createHash("sha256").update(modules.join(" ")).digest("hex");
    if (status !== 0) writeFileSync(join(context, "failed", key), stderr);
    else go(["build", ...FLAGS, "-o", join(context, "caddy", key), "."], sources);
    rmSync(sources, { recursive: true });
  }
  writeFileSync(join(context, "ca-certificates.crt"), "");
  writeFileSync(join(context, "Dockerfile"), dockerfile());
  await docker("build", "--quiet", "--tag", name, context);
  rmSync(context, { recursive: true });
}

function go(args: readonly string[], cwd: string) {
  const env = { ...process.env, CGO_ENABLED: "0" };
  return spawnSync("go", args, { cwd, env, encoding: "utf8" });
}

function dockerfile(): string {
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  return `FROM scratch
    ENV EXPECTED="CGO_ENABLED=0 GOOS=linux GOARCH=${arch}"
    COPY ca-certificates.crt /etc/ssl/certs/
    COPY sh /bin/sh
    COPY caddy /caddy
    COPY failed /failed`;
}
