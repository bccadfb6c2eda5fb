/** A command of a block, and the output that the block prints below it. */
export interface Printed {
  /** The command as it is typed, lines joined. */
  readonly command: string;
  /** The lines below it, of a block with `$ ` before its commands. */
  readonly output: string;
}

/** The programs that the documents' commands start with. */
const PROGRAMS = [
  "aws",
  "cd",
  "curl",
  "docker",
  "export",
  "git",
  "gatehouse",
  "iptables",
  "lead",
  "node",
  "npm",
];
const MORE = ["npx", "pulumi", "rm", "skopeo", "sleep"];
const COMMAND = new RegExp(`^(?:\\$ )?(?:${[...PROGRAMS, ...MORE].join("|")}) `);

/** Whether a text is commands, for a block that has no language. */
export const isCommands = (text: string) => COMMAND.test(text);

/** The commands of a block. With `$ ` before the first one, other lines are output. */
export function commandsOf(text: string): Printed[] {
  const joined = text.replaceAll(/ \\\n\s*/g, " ").trimEnd();
  if (!joined.startsWith("$ ")) {
    return joined.split("\n").map((command) => ({ command, output: "" }));
  }
  return joined.split(/^\$ /m).flatMap((part) => {
    if (part === "") return [];
    const [command = "", ...output] = part.split("\n");
    return [{ command, output: output.join("\n") }];
  });
}

/** The words of a command, as a shell splits them: quotes and backslashes are gone. */
export function wordsOf(command: string): string[] {
  const words = command.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/g) ?? [];
  return words.map((word) =>
    word.replaceAll(
      /"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g,
      (_, double?: string, single?: string, escaped?: string) =>
        double?.replaceAll(/\\(["\\$`])/g, "$1") ?? single ?? escaped ?? "",
    ),
  );
}
