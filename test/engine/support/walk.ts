import { expect } from "vitest";
import { parse } from "yaml";
import { type Block, fileOf, placeOf } from "../../docs/blocks/block";
import { commandsOf } from "../../docs/blocks/commands";
import { isPrinted } from "../../docs/blocks/matching";
import type { Host } from "./host";
import type { Outcome, Project } from "./project";

/** Types what documents print, in a checkout on a Docker host of its own. */
export interface Walk {
  /** The output of each command so far, by the command. */
  readonly outputs: ReadonlyMap<string, string>;
  /** Runs a script in a shell, in the checkout. What it prompts for gets the answer `typed`. */
  type(script: string): Promise<Outcome>;
  /** Does what a block says: types its commands, writes its file, or compares its output with the last one. */
  step(block: Block): Promise<void>;
}

/** How long a container may take until the proxy routes to it. */
const PATIENCE = 20_000;

/** Whether a command only reads, so that it can be typed again until it prints what is expected. */
const onlyReads = (command: string) =>
  command.startsWith("curl ") && !/ --(data|request)/.test(command);

/** Starts to walk through documents. */
export function startWalk({ enter }: Host, project: Project): Walk {
  const outputs = new Map<string, string>();
  let last = "";

  async function type(script: string): Promise<Outcome> {
    const lines = `cd ${project.dir}\nexec 2>&1 <<< "typed"\nset -e\n${script}`;
    const outcome = await project.run("nsenter", [...enter, "bash", "-c", lines]);
    last = outcome.output;
    outputs.set(script, last);
    return outcome;
  }

  /** Types a command with the output that is printed below it. */
  async function compare(command: string, output: string): Promise<void> {
    const deadline = Date.now() + PATIENCE;
    do {
      await type(command);
    } while (!isPrinted(output, last) && onlyReads(command) && Date.now() < deadline);
    expectPrinted(output, last);
  }

  return {
    outputs,
    type,
    async step(block) {
      const { language, text } = block;
      if (language === "sh") {
        for (const { command } of commandsOf(text)) {
          expect(await type(command), placeOf(block)).toMatchObject({ code: 0 });
        }
      } else if (language === "console") {
        for (const { command, output } of commandsOf(text)) await compare(command, output);
      } else if (language === "json" || language === "yaml") {
        writeFile(project, fileOf(block) ?? "", text);
      } else if (language === "text" || text.startsWith("// Written by gatehouse import")) {
        expectPrinted(text, last);
      }
    },
  };
}

/** Fails with both texts unless an output has what a document prints. */
export function expectPrinted(printed: string, output: string): void {
  expect(isPrinted(printed, output) ? printed : output).toBe(printed);
}

/** Writes a file, adds lines that are indented to it, or looks whether it already has the settings. */
function writeFile(project: Project, file: string, text: string): void {
  if (text.startsWith("config:"))
    expect(parse(project.read(file))).toMatchObject(Object(parse(text)));
  else if (/^\s/.test(text)) project.write(file, `${project.read(file).trimEnd()}\n${text}`);
  else project.write(file, text);
}
