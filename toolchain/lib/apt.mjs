// @ts-check
// Packages of Debian and Ubuntu.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { engineInstallFailed } from "./failures.mjs";
import { logFile } from "./paths.mjs";
import { step } from "./progress.mjs";
import { run } from "./run.mjs";

/** Debian, Ubuntu or a relative, as root. */
export function mayInstall(osRelease = readOsRelease(), uid = process.getuid?.()) {
  return uid === 0 && isDebian(osRelease);
}

/** @param {string} osRelease */
export const isDebian = (osRelease) => /^ID(?:_LIKE)?=.*\b(?:debian|ubuntu)\b/m.test(osRelease);

export function readOsRelease() {
  try {
    return readFileSync("/etc/os-release", "utf8");
  } catch {
    return "";
  }
}

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

/** Installs Debian's sshd for the tests of remote hosts, and the programs for their network and keys. */
export async function ensureSshd() {
  const programs = ["openssh-server", "iproute2", "openssl"];
  if (existsSync("/usr/sbin/sshd") || !mayInstall()) return;
  await step("Installing sshd, for the tests of remote hosts", async (tell) => {
    await apt(tell, ["update"]);
    await apt(tell, ["install", "-y", "--no-install-recommends", ...programs]);
  });
}

/** Installs Debian's Chromium for the tests of the portal's page. */
export async function ensureChromium() {
  if (existsSync("/usr/bin/chromium") || !mayInstall()) return;
  await step("Installing Chromium, for the tests of the portal", async (tell) => {
    await apt(tell, ["update"]);
    await apt(tell, ["install", "-y", "--no-install-recommends", "chromium"]);
  });
}
