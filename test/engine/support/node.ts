import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { librariesOf } from "./debian";

const TAG = "gatehouse.local/node:test-1";

/** Builds an image of this machine's Node, without a shell. */
export async function nodeImage(): Promise<string> {
  const context = mkdtempSync(join(tmpdir(), "gatehouse-node-"));
  const put = (from: string, place: string) => {
    mkdirSync(dirname(join(context, place)), { recursive: true });
    copyFileSync(from, join(context, place));
  };
  try {
    put(process.execPath, "bin/node");
    for (const { path, file } of librariesOf(process.execPath, "/")) put(file, path);
    writeFileSync(join(context, "Dockerfile"), "FROM scratch\nCOPY . /\nENV PATH=/bin\n");
    const env = { ...process.env, DOCKER_BUILDKIT: "0" };
    execFileSync("docker", ["build", "--quiet", "--tag", TAG, context], { env, stdio: "pipe" });
    return TAG;
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
}
