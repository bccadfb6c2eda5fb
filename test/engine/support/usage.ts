import { commandsOf, wordsOf } from "../../docs/blocks/commands";
import { execute, ownBackend, type Project } from "./project";

/** A command that a document prints: its words without arguments, and its flags. */
interface Usage {
  readonly program: string;
  /** The command of the program, such as `stack output`. */
  readonly command: readonly string[];
  readonly flags: readonly string[];
}

/** Flags of npm itself, which the help of its commands does not list. */
const ALWAYS = ["--silent"];

/** What every shell has. */
const SHELL = ["cd", "export", "rm", "sleep"];

/**
 * The commands and flags of a script that their programs don't know, by their own help.
 *
 * @param script lines as a document prints them; `<…>` and `[…]` stand for a person's own words.
 */
export async function unknownIn(script: string, project: Project): Promise<string[]> {
  const typed = commandsOf(script).map(({ command }) => command.replaceAll(/[[\]]|<[^>]*>/g, " "));
  const commands = typed
    .flatMap((line) => line.split(/&&|\||;/))
    .map((line) => line.replace(/>.*$/, ""));
  const found = commands.map((line) => usageOf(wordsOf(line.trim())));
  const unknown = await Promise.all(found.flat().map((usage) => unknownOf(usage, project)));
  return unknown.flat();
}

function usageOf(words: readonly string[]): Usage[] {
  const [program = "", ...rest] = words;
  if (program === "" || SHELL.includes(program)) return [];
  if (program === "npm" && rest[0] === "run") return runScript(rest.slice(1));
  // What is behind `--` is for another program.
  const at = program === "npm" ? rest.indexOf("--") : -1;
  return [split(program, at < 0 ? rest : rest.slice(0, at))];
}

/** `npm run [--silent] <script> -- …`: the flags behind `--` are those of the script. */
function runScript(words: readonly string[]): Usage[] {
  const at = words.indexOf("--");
  const [own, passed] = at < 0 ? [words, []] : [words.slice(0, at), words.slice(at + 1)];
  const [script = ""] = own.filter((word) => !word.startsWith("-"));
  const flags = own.filter((word) => word.startsWith("-"));
  return [{ program: "npm", command: [], flags }, split(`npm run ${script}`, passed)];
}

function split(program: string, words: readonly string[]): Usage {
  const first = words.findIndex((word) => word.startsWith("-"));
  const flags = words
    .filter((word) => /^--?[a-z]/.test(word))
    .map((word) => word.replace(/=.*/, ""));
  return { program, command: first < 0 ? words : words.slice(0, first), flags };
}

/** The flags that the help does not list; the command itself where there is no such help. */
async function unknownOf({ program, command, flags }: Usage, project: Project): Promise<string[]> {
  const help = await helpOf(program, command, project);
  const words = program === "npx" ? command.slice(1) : command;
  if (help === undefined || !(OTHERS.test(program) || isHelpOf(help, words))) {
    return [[program, ...command].join(" ")];
  }
  const lists = (flag: string) => new RegExp(`(^|[\\s,[|])${flag}(?![\\w-])`, "m").test(help);
  const passed = flags.filter((flag) => !ALWAYS.includes(flag));
  return passed.filter((flag) => !lists(flag)).map((flag) => `${program} ${flag}`);
}

/** Programs whose help does not depend on the command. */
const OTHERS = /^(npm|node|curl|git|npm run (?!pulumi).*)$/;

/** Whether a help is the command's own: a program answers an unknown one with the help of all. */
function isHelpOf(help: string, [first = "", ...others]: readonly string[]): boolean {
  const usage = /^Usage:\s+(.*)$/m.exec(help)?.[1] ?? "";
  const listsCommands = /^(Available |Management )?Commands:$/m.test(help);
  return usage.split(/[\s|]/).includes(first) && !(others.length > 0 && listsCommands);
}

const helps = new Map<string, Promise<string | undefined>>();

function helpOf(program: string, command: readonly string[], project: Project) {
  const key = [program, ...command].join(" ");
  const asked = helps.get(key) ?? askHelp(program, command, project);
  helps.set(key, asked);
  return asked;
}

/** The help of a program's command; nothing where it fails. */
async function askHelp(program: string, command: readonly string[], project: Project) {
  // Pulumi lists some flags only with its variable.
  const env = { ...process.env, ...ownBackend(project.dir), PULUMI_EXPERIMENTAL: "true" };
  const run = async (name: string, ...args: string[]) => {
    const { code, output } = await execute(name, args, project.dir, env);
    return code === 0 ? output : undefined;
  };
  const node = (...args: string[]) => run(process.execPath, ...args);
  const script = /^npm run (\S+)$/.exec(program)?.[1] ?? "";
  const line: string = JSON.parse(project.read("package.json")).scripts[script] ?? "";
  if (script === "pulumi" || program === "pulumi") {
    return node("node_modules/pulumi/run.js", ...command, "--help");
  }
  if (line.startsWith("node ")) return node(...line.split(" ").slice(1), "--help");
  if (program === "npx") return node("exports/gatehouse.js", ...command.slice(1, 2), "--help");
  const [first = "run"] = command;
  if (program === "npm") return run("npm", first, "--help");
  if (program === "curl") return run("curl", "--help", "all");
  if (program === "node") return project.read(first);
  // It exits with 129.
  if (program === "git") return (await execute("git", [first, "-h"], project.dir, env)).output;
  return run(program, ...command, "--help");
}
