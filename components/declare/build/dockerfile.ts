// What a Dockerfile declares. Instructions are as Docker's reference has them.

/** Whether every build has an argument, as proxies and what BuildKit itself reads. */
export function isPredefined(argument: string): boolean {
  return /^(HTTPS?|FTP|NO|ALL)_PROXY$|^BUILDKIT_|^SOURCE_DATE_EPOCH$/i.test(argument);
}

/** The names of a Dockerfile's arguments. */
export function argumentsOf(text: string): ReadonlySet<string> {
  const words = instructions(text, "ARG").flatMap((rest) => rest.split(/\s+/));
  return new Set(words.flatMap((word) => /^\w+/.exec(word)?.[0] ?? []));
}

/** The names of the stages of a Dockerfile, in lower case, as Docker compares them. */
export function stagesOf(text: string): ReadonlySet<string> {
  return new Set(
    instructions(text, "FROM").flatMap(
      (rest) => /\sAS\s+(\S+)\s*$/i.exec(rest)?.[1]?.toLowerCase() ?? [],
    ),
  );
}

/** What stands after an instruction, each time it is there. */
function instructions(text: string, name: string): string[] {
  const lines = text.replaceAll(/\\[ \t]*\r?\n/g, " ").split(/\r?\n/);
  const start = new RegExp(`^\\s*${name}\\s+(.*)$`, "i");
  return lines.flatMap((line) => start.exec(line)?.[1] ?? []);
}
