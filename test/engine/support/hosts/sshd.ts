import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { command } from "./command";
import { startDaemon } from "./daemon";
import type { Plug } from "./lan";

const PORT = 2222;

/** Access to a host with ssh. */
export interface SshAccess {
  readonly url: string;
  /** The key that the host accepts. */
  readonly identityFile: string;
  /** The file with the host's own key. */
  readonly knownHostsFile: string;
}

/** Makes a key, and returns its file. */
export async function makeKey(dir: string, name: string): Promise<string> {
  const file = join(dir, name);
  await command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file);
  return file;
}

/** Writes a file of known hosts with this address and key. */
export function writeKnownHosts(file: string, address: string, hostKey: string): string {
  writeFileSync(file, `[${address}]:${PORT} ${readFileSync(`${hostKey}.pub`, "utf8")}`);
  return file;
}

/** Starts an sshd on a host; its commands reach that host's engine. */
export async function startSshd(plug: Plug): Promise<SshAccess> {
  const dir = join(plug.dir, "ssh");
  mkdirSync(dir);
  mkdirSync(join(plug.run, "sshd"));
  const hostKey = await makeKey(dir, "host");
  const identityFile = await makeKey(dir, "user");
  const file = join(dir, "sshd_config");
  writeFileSync(file, configuration(plug.address, dir));
  await startDaemon(plug, "sshd", ["/usr/sbin/sshd", "-D", "-e", "-f", file], () =>
    listens(plug.address),
  );
  return {
    url: `ssh://root@${plug.address}:${PORT}`,
    identityFile,
    knownHostsFile: writeKnownHosts(join(dir, "known_hosts"), plug.address, hostKey),
  };
}

function configuration(address: string, dir: string): string {
  return [
    `ListenAddress ${address}:${PORT}`,
    `HostKey ${join(dir, "host")}`,
    `AuthorizedKeysFile ${join(dir, "user.pub")}`,
    // Its folder is below one that everyone may write to.
    "StrictModes no",
    "UsePAM no",
    "PasswordAuthentication no",
    "PermitRootLogin prohibit-password",
    "PidFile none",
    "",
  ].join("\n");
}

function listens(address: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(PORT, address);
    const finish = (answer: boolean) => {
      socket.destroy();
      done(answer);
    };
    socket.once("connect", () => finish(true));
    socket.once("error", () => finish(false));
  });
}
