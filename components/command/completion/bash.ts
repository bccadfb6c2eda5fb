import { type CommandWords, placesOf, type Values } from "./words";

/** The completion for bash, also for the bash 3.2 of macOS. */
export function bashCompletion(commands: readonly CommandWords[]): string {
  return `# Completion of gatehouse for bash.
_gatehouse_stacks() {
  local file
  for file in Pulumi.*.yaml; do
    [[ -e $file ]] && file=\${file#Pulumi.} && echo "\${file%.yaml}"
  done
}
_gatehouse() {
  local current=\${COMP_WORDS[COMP_CWORD]} words=
  COMPREPLY=()
  if [[ $COMP_CWORD == 1 ]]; then
    words="${commands.map(({ name }) => name).join(" ")}"
  else
    case "\${COMP_WORDS[1]} \${COMP_WORDS[COMP_CWORD-1]}" in
${commands.flatMap(optionCases).join("")}      *)
        case "\${COMP_WORDS[1]} $current" in
${commands.flatMap(ownCases).join("")}        esac ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _gatehouse gatehouse
`;
}

/** What follows an option. Without words, bash completes files. */
function optionCases(command: CommandWords): string[] {
  return command.options
    .filter(({ values }) => values !== "nothing")
    .map((option) => {
      const places = placesOf(command, option).map((place) => `"${place}"`);
      return `      ${places.join(" | ")}) ${assignment(option.values)} ;;\n`;
    });
}

/** The options and the arguments of a subcommand. */
function ownCases({ name, options, values }: CommandWords): string[] {
  const longs = options.map(({ long }) => long).join(" ");
  const flags = `          "${name} -"*) words="${longs}" ;;\n`;
  return typeof values === "string"
    ? [flags]
    : [flags, `          "${name} "*) ${assignment(values)} ;;\n`];
}

function assignment(values: Values): string {
  if (values === "stacks") return "words=$(_gatehouse_stacks)";
  return typeof values === "string" ? ":" : `words="${values.join(" ")}"`;
}
