import { type CommandWords, placesOf, type Values } from "./words";

/** The completion for PowerShell, also for the Windows PowerShell 5.1 that comes with Windows. */
export function powershellCompletion(commands: readonly CommandWords[]): string {
  return `# Completion of gatehouse for PowerShell.
Register-ArgumentCompleter -Native -CommandName gatehouse -ScriptBlock {
  param($word, $ast, $position)
  $commands = [ordered]@{
${commands.map(({ name, description }) => entry(name, quoted(description))).join("")}  }
  $options = @{
${commands.map(optionsEntry).join("")}  }
  $values = @{
${commands.flatMap(valuesEntries).join("")}  }
  $before = @($ast.CommandElements | ForEach-Object { $_.Extent.Text })
  if ($word) { $before = @($before | Select-Object -First ($before.Count - 1)) }
  if ($before.Count -lt 2) {
    $found = $commands
  } else {
    $place = $before[1] + ' ' + $before[-1]
    if (-not $values.ContainsKey($place)) { $place = $before[1] }
    $found = [ordered]@{}
    if ($word -like '-*') { $found = $options[$before[1]] }
    elseif ($values[$place] -eq '<stacks>') {
      Get-ChildItem -Name Pulumi.*.yaml | ForEach-Object { $found[($_ -replace '^Pulumi\\.|\\.yaml$')] = 'stack' }
    } else { $values[$place] | Where-Object { $_ } | ForEach-Object { $found[$_] = $_ } }
  }
  if (-not $found) { return }
  $found.GetEnumerator() | Where-Object { $_.Key -like "$word*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_.Key, $_.Key, 'ParameterValue', $_.Value)
  }
}
`;
}

const entry = (key: string, value: string) => `    ${quoted(key)} = ${value}\n`;

function optionsEntry({ name, options }: CommandWords): string {
  const described = options.map(
    ({ long, description }) => `${quoted(long)} = ${quoted(description)}`,
  );
  return entry(name, `[ordered]@{ ${described.join("; ")} }`);
}

/** The values of a subcommand's options and arguments, by their place. */
function valuesEntries(command: CommandWords): string[] {
  const own = command.options.flatMap((option) =>
    placesOf(command, option).flatMap((place) => valuesEntry(place, option.values)),
  );
  return [...own, ...valuesEntry(command.name, command.values)];
}

function valuesEntry(place: string, values: Values): string[] {
  if (values === "stacks") return [entry(place, quoted("<stacks>"))];
  return typeof values === "string" ? [] : [entry(place, `@(${values.map(quoted).join(", ")})`)];
}

/** A description of one line; PowerShell takes curly quotes for straight ones, and this text has none. */
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
