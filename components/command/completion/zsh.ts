import { type CommandWords, type OptionWords, placesOf, type Values } from "./words";

/** The completion for zsh: a file of `$fpath`, or text to source. */
export function zshCompletion(commands: readonly CommandWords[]): string {
  return `#compdef gatehouse
# Completion of gatehouse for zsh.
_gatehouse() {
  local -a found
  if (( CURRENT == 2 )); then
    found=(${commands.map(({ name, description }) => quoted(`${name}:${description}`)).join(" ")})
    _describe command found
    return
  fi
  case "$words[2] $words[CURRENT-1]" in
${commands.flatMap(optionCases).join("")}    *)
      case "$words[2] $PREFIX" in
${commands.flatMap(ownCases).join("")}      esac ;;
  esac
}
if [[ $funcstack[1] == _gatehouse ]]; then _gatehouse "$@"; else compdef _gatehouse gatehouse; fi
`;
}

function optionCases(command: CommandWords): string[] {
  return command.options
    .filter(({ values }) => values !== "nothing")
    .map((option) => {
      const places = placesOf(command, option).map(quoted);
      return `    ${places.join(" | ")}) ${completed(option.values)} ;;\n`;
    });
}

function ownCases({ name, options, values }: CommandWords): string[] {
  const described = options.map(({ long, description }: OptionWords) =>
    quoted(`${long}:${description}`),
  );
  const flags = `found=(${described.join(" ")}); _describe -o option found`;
  return [`        '${name} -'*) ${flags} ;;\n`, `        '${name} '*) ${completed(values)} ;;\n`];
}

function completed(values: Values): string {
  if (values === "nothing") return ":";
  if (values === "files") return "_files";
  if (values !== "stacks") return `compadd ${values.map(quoted).join(" ")}`;
  return `found=(Pulumi.*.yaml(N)); found=(\${\${found#Pulumi.}%.yaml}); compadd -a found`;
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
