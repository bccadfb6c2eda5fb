import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { wordsOf } from "../../components/command/completion/words";
import { commandOf } from "../../components/command/main";
import { testConsole } from "../command/console";
import { fakePulumi } from "../command/pulumi";

const text = readFileSync(join(__dirname, "../../docs/command.md"), "utf8");

test("docs/command.md lists each command as the help describes it", () => {
  const { console } = testConsole();
  const { findPulumi } = fakePulumi();
  const commands = wordsOf(commandOf(console, () => undefined, findPulumi));
  const rows = commands.map(
    ({ name, description }) => `| \`gatehouse ${name}\` | ${description} |`,
  );

  expect(text.match(/^\| `gatehouse .*$/gm)).toEqual(rows);
});

test("docs/command.md has the completion of each shell", () => {
  const shells = [...text.matchAll(/gatehouse completion (\w+)/g)].map(([, shell]) => shell);

  expect(new Set(shells)).toEqual(new Set(["bash", "zsh", "fish", "powershell"]));
});
