// @ts-check
// The ssh server that the tests of remote hosts start.
import { existsSync } from "node:fs";
import { apt } from "./apt.mjs";
import { mayInstall } from "./docker-engine.mjs";
import { step } from "./progress.mjs";

/** Installs Debian's sshd, and what makes its network and its certificates, where it is missing. */
export async function ensureSshd() {
  const programs = ["openssh-server", "iproute2", "openssl"];
  if (existsSync("/usr/sbin/sshd") || !mayInstall()) return;
  await step("Installing sshd, for the tests of remote hosts", async (tell) => {
    await apt(tell, ["update"]);
    await apt(tell, ["install", "-y", "--no-install-recommends", ...programs]);
  });
}
