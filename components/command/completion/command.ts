import { Argument, type Command } from "commander";
import type { Console } from "../console";
import { bashCompletion } from "./bash";
import { fishCompletion } from "./fish";
import { powershellCompletion } from "./powershell";
import { type CommandWords, wordsOf } from "./words";
import { zshCompletion } from "./zsh";

const SHELLS: Readonly<Record<string, (commands: readonly CommandWords[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
  powershell: powershellCompletion,
};

const HELP = `
Examples:
  $ gatehouse completion bash > ~/.local/share/bash-completion/completions/gatehouse
  $ gatehouse completion zsh > ~/.zfunc/_gatehouse        with fpath=(~/.zfunc $fpath) before compinit
  $ gatehouse completion fish > ~/.config/fish/completions/gatehouse.fish
  > gatehouse completion powershell | Add-Content $PROFILE

Exit codes: 0 printed; 2 wrong usage.`;

/** Adds `gatehouse completion`. */
export function addCompletion(program: Command, console: Console): void {
  program
    .command("completion")
    .description("print the completion of these commands for a shell")
    .addArgument(new Argument("<shell>", "the shell").choices(Object.keys(SHELLS)))
    .addHelpText("after", HELP)
    .action((shell: string) => {
      console.out(SHELLS[shell]?.(wordsOf(program)) ?? "");
    });
}
