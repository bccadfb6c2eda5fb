import { type ChildProcess, fork } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Project } from "../support/project";
import type { Place } from "./program";
import type { Done, Order } from "./runner";

/** Runs Pulumi with one program after the other, in one stack. */
export interface Programs {
  /** Returns the steps that Pulumi previews or makes. */
  run(order: Omit<Order, "id">): Promise<readonly string[]>;
  /** Ends the runner, and leaves what it has deployed to the project. */
  stop(): void;
}

const FOLDER = "programs";

/** Starts the runner of programs in a project's copy of the checkout. */
export async function startPrograms(project: Project, place: Place): Promise<Programs> {
  const runner = join(project.dir, "test/engine/previews/runner.ts");
  const cwd = join(project.dir, FOLDER);
  const name = `gatehouse-${project.id}`;
  mkdirSync(join(cwd, "state"), { recursive: true });
  project.write(`${FOLDER}/Pulumi.yaml`, `name: ${name}\nruntime: nodejs\n`);
  project.write(`${FOLDER}/project.json`, JSON.stringify({ name }));
  const env = {
    PULUMI_HOME: join(project.dir, ".gatehouse/home"),
    PULUMI_BACKEND_URL: `file://${cwd}/state`,
    PULUMI_CONFIG_PASSPHRASE: "own",
  };
  const child = fork(runner, [JSON.stringify(place)], {
    cwd,
    env: { ...process.env, ...env },
    execArgv: ["--require", join(project.dir, "exports/typescript.js")],
  });
  await new Promise<void>((ready, fail) => {
    child.once("message", () => ready());
    child.once("exit", (code) => fail(new Error(`the runner of programs exited with ${code}`)));
  });
  const replies = repliesOf(child);
  return {
    run: replies,
    stop() {
      child.kill();
    },
  };
}

function repliesOf(child: ChildProcess): Programs["run"] {
  const waiting = new Map<number, (done: Done) => void>();
  let last = 0;
  child.on("message", (done: Done) => waiting.get(done.id)?.(done));
  return (order) => {
    last += 1;
    const id = last;
    return new Promise((resolve, reject) => {
      waiting.set(id, ({ steps, error }) => {
        waiting.delete(id);
        if (error === undefined) resolve(steps);
        else reject(new Error(`${order.command} of ${order.file}: ${error}`));
      });
      child.send({ ...order, id });
    });
  };
}
