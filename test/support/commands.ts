import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ownLocalDir } from "./local-dir";

/** Runs the commands as a person does, each test in its own local folder. */
export function commands() {
  const dir = ownLocalDir();
  const file = (stack: string) =>
    path.join(dir(), "state", ".pulumi", "stacks", "gatehouse", `${stack}.json`);

  function runWith(own: Record<string, string>, name: string, ...args: string[]) {
    const inherited = Object.entries(process.env).filter(([key]) => !key.startsWith("PULUMI_"));
    const env = { ...Object.fromEntries(inherited), ...own };
    const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [...scripts[name].split(" ").slice(1), ...args],
      { encoding: "utf8", env: { ...env, GATEHOUSE_DIR: dir(), DOCKER_HOST: "tcp://127.0.0.1:1" } },
    );
    return { status, stdout, stderr };
  }

  return {
    dir,
    run: (name: string, ...args: string[]) => runWith({}, name, ...args),
    runWith,
    /** Writes the state of a stack with one volume, protected in prod. */
    pretendStack(stack: string) {
      const volume = { type: "docker:index/volume:Volume", id: "data", protect: stack === "prod" };
      const state = { version: 3, checkpoint: { latest: { resources: [volume] } } };
      mkdirSync(path.dirname(file(stack)), { recursive: true });
      writeFileSync(file(stack), JSON.stringify(state));
    },
    /** Everything that a command could change: a stack's state, and the names in the local folder. */
    local: (stack: string) => ({
      state: readFileSync(file(stack), "utf8"),
      files: readdirSync(dir()),
    }),
  };
}
