// @ts-check
// Debian's and Ubuntu's packages.
import { writeFileSync } from "node:fs";
import { engineInstallFailed } from "./failures.mjs";
import { logFile } from "./paths.mjs";
import { run } from "./run.mjs";

/**
 * Runs `apt-get` non-interactively, and reports its progress.
 * @param {(how: string) => void} tell
 * @param {string[]} args
 */
export async function apt(tell, args) {
  const { code, stdout, stderr } = await run("apt-get", args, {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    onLine: (line) => {
      if (/^(?:Get:|Unpacking|Setting up)/.test(line)) tell(line.slice(0, 60).trim());
    },
  });
  const log = logFile(`apt-${args[0]}.log`);
  writeFileSync(log, stdout + stderr);
  if (code !== 0) {
    throw engineInstallFailed({ what: `apt-get ${args.join(" ")}`, output: stderr, log });
  }
}
