import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { folder, gatehouse } from "./console";

const { dir, write } = folder();
for (const stack of ["dev", "eu.prod"]) write(`Pulumi.${stack}.yaml`, "");

const completion = async (shell: string) => (await gatehouse(["completion", shell])).out;

describe.runIf(process.platform !== "win32")("gatehouse completion bash", () => {
  /** What bash offers for the last of these words. */
  async function offered(...words: string[]): Promise<string> {
    const script = `${await completion("bash")}
      COMP_WORDS=(gatehouse "$@"); COMP_CWORD=$#; _gatehouse; echo "\${COMPREPLY[*]}"`;
    const args = ["--norc", "-c", script, "bash", ...words];
    const { stdout, stderr } = spawnSync("bash", args, { cwd: dir, encoding: "utf8" });
    expect(stderr).toBe("");
    return stdout.trim().replaceAll("\n", " ");
  }

  it.each([
    [["dow"], "down"],
    [["up", "--"], "--stack --json --yes --help"],
    [["up", "--stack", ""], "dev eu.prod"],
    [["down", "-s", "d"], "dev"],
    [["labels", "--format", ""], "compose docker-run env json"],
    [["completion", "p"], "powershell"],
    // Then bash completes files.
    [["import", ""], ""],
    [["import", "--out", ""], ""],
  ])("completes %j", async (words, found) => {
    expect(await offered(...words)).toBe(found);
  });
});

describe("the completions of the other shells", () => {
  it.each([
    ["zsh", "    'up -s' | 'up --stack') found=(Pulumi.*.yaml(N));"],
    ["zsh", "    'labels --format') compadd 'compose' 'docker-run' 'env' 'json' ;;\n"],
    ["zsh", "'open:open a service'\\''s URL in the browser'"],
    [
      "fish",
      "complete -c gatehouse -n '__fish_seen_subcommand_from up' -s s -l stack -x -a '(__gatehouse_stacks)' -d 'the stack (default: the selected one, else dev)'\n",
    ],
    [
      "fish",
      "complete -c gatehouse -n '__fish_seen_subcommand_from completion' -f -a 'bash zsh fish powershell'\n",
    ],
    ["powershell", "    'open' = 'open a service''s URL in the browser'\n"],
    ["powershell", "    'up --stack' = '<stacks>'\n"],
    ["powershell", "    'completion' = @('bash', 'zsh', 'fish', 'powershell')\n"],
  ])("of %s have %j", async (shell, text) => {
    expect(await completion(shell)).toContain(text);
  });

  it("of PowerShell have ASCII only, since Windows PowerShell reads profiles in the system's code page", async () => {
    expect(await completion("powershell")).toMatch(/^[\n\x20-\x7e]*$/);
  });

  it("refuse an unknown shell", async () => {
    expect(await gatehouse(["completion", "tcsh"])).toMatchObject({
      code: 2,
      err: "error: command-argument value 'tcsh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish, powershell.\nSee: gatehouse --help\n",
    });
  });
});
