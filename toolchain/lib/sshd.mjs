// @ts-check
// The ssh server that the tests of remote hosts start.
import { existsSync } from "node:fs";
import { apt } from "./apt.mjs";
import { mayInstall } from "./docker-engine.mjs";
import { step } from "./progress.mjs";

/** Installs Debian's sshd where missing and where that is a matter of one package. */
export async function ensureSshd() {
  if (existsSync("/usr/sbin/sshd") || !mayInstall()) return;
  await step("Installing sshd, for the tests of remote hosts", async (tell) => {
    await apt(tell, ["update"]);
    await apt(tell, ["install", "-y", "--no-install-recommends", "openssh-server"]);
  });
}
