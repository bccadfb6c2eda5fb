import type { CommandWords, OptionWords, Values } from "./words";

/** The completion for fish. */
export function fishCompletion(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  return `# Completion of gatehouse for fish.
function __gatehouse_stacks
  for file in Pulumi.*.yaml
    string replace -r '^Pulumi\\.(.*)\\.yaml$' '$1' -- $file
  end
end
complete -c gatehouse -e
${commands.flatMap((command) => linesOf(command, names)).join("\n")}
`;
}

function linesOf(command: CommandWords, names: string): string[] {
  const { name, description, options, values } = command;
  const within = `complete -c gatehouse -n '__fish_seen_subcommand_from ${name}'`;
  const first = `complete -c gatehouse -n 'not __fish_seen_subcommand_from ${names}'`;
  return [
    `${first} -f -a ${name} -d ${quoted(description)}`,
    ...(values === "files" ? [] : [`${within} -f${offered(values)}`]),
    ...options.map((option) => `${within} ${flagsOf(option)} -d ${quoted(option.description)}`),
  ];
}

function flagsOf({ short, long, values }: OptionWords): string {
  const flags = [short && `-s ${short.slice(1)}`, `-l ${long.slice(2)}`].filter(Boolean).join(" ");
  if (values === "nothing") return flags;
  return values === "files" ? `${flags} -r` : `${flags} -x${offered(values)}`;
}

function offered(values: Values): string {
  if (values === "stacks") return " -a '(__gatehouse_stacks)'";
  return typeof values === "string" ? "" : ` -a ${quoted(values.join(" "))}`;
}

const quoted = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
