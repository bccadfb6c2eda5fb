import { readFileSync } from "node:fs";
import { type EngineEvent, LocalWorkspace } from "@pulumi/pulumi/automation";
import { declare, type Place } from "./program";

/*
 * Runs `pulumi preview` and `pulumi up` of programs for its parent process. It loads the program's modules
 * only once, which takes longer than all else in a run.
 */

/** A command, and the file with its program. */
export interface Order {
  readonly id: number;
  readonly command: "preview" | "up";
  readonly file: string;
  /** Whether it first refreshes the state. */
  readonly refresh: boolean;
}

/** The steps that the engine made or previewed, each with its resource, sorted. */
export interface Done {
  readonly id: number;
  readonly steps: readonly string[];
  readonly error?: string;
}

/** Steps that change nothing. */
const IDLE: ReadonlySet<string> = new Set(["same", "refresh", "read"]);

async function main(place: Place): Promise<void> {
  const { name } = JSON.parse(readFileSync("project.json", "utf8")) as { name: string };
  const program = async () => ({});
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: "dev", projectName: name, program },
    { workDir: process.cwd() },
  );
  process.on("message", async ({ id, command, file, refresh }: Order) => {
    const steps = new Set<string>();
    const onEvent = ({ resourcePreEvent: event }: EngineEvent) => {
      if (event === undefined || IDLE.has(event.metadata.op)) return;
      steps.add(`${event.metadata.op} ${event.metadata.urn.split("::").slice(2).join("::")}`);
    };
    const edited = async () => declare(JSON.parse(readFileSync(file, "utf8")), place);
    const ran = stack[command]({ refresh, program: edited, onEvent });
    const error = await ran.then(
      () => undefined,
      (thrown: unknown) => String(thrown),
    );
    process.send?.({ id, steps: [...steps].sort(), error } satisfies Done);
  });
  process.send?.("ready");
}

void main(JSON.parse(process.argv[2] ?? "{}"));
