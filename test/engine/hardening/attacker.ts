import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { docker } from "../support/docker";

const SOURCES = ["attacker.go", "raw.go"].map((file) => join(__dirname, file));
const NAME = "gatehouse.local/attacker";

/** Builds the attacker's image; returns its name and a function that removes it. */
export async function buildAttacker(id: string) {
  const context = mkdtempSync(join(tmpdir(), "gatehouse-attacker-"));
  const image = `${NAME}:${id}`;
  try {
    const build = ["build", "-ldflags", "-s -w", "-o", join(context, "attacker"), ...SOURCES];
    execFileSync("go", build, { env: { ...process.env, CGO_ENABLED: "0" } });
    writeFileSync(
      join(context, "Dockerfile"),
      'FROM scratch\nCOPY attacker /attacker\nENTRYPOINT ["/attacker"]\n',
    );
    execFileSync("docker", ["build", "--quiet", "--tag", image, context], {
      env: { ...process.env, DOCKER_BUILDKIT: "0" },
    });
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
  return { image, remove: () => docker("image", "rm", "--force", image) };
}

/** Runs the attacker against these addresses; returns its results by their names. */
export async function attack(
  image: string,
  from: readonly string[],
  targets: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const output = await docker("run", "--rm", ...from, image, ...new Set(Object.values(targets)));
  const found: Record<string, string> = JSON.parse(output);
  const named = Object.entries(targets).map(([what, target]) => [what, found[target] ?? "untried"]);
  return Object.fromEntries(named);
}
