import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { command } from "./command";
import { type Daemon, startDaemon } from "./daemon";
import type { Plug } from "./lan";

const PORT = 2222;

/** A way to a host by ssh. */
export interface SshAccess {
  readonly url: string;
  /** The key that is let in. */
  readonly identityFile: string;
  /** What the host's own key is. */
  readonly knownHostsFile: string;
}

/** Makes a key, and gives its file. */
export async function makeKey(dir: string, name: string): Promise<string> {
  const file = join(dir, name);
  await command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file);
  return file;
}

/** Writes a file of known hosts that says so of this address. */
export function writeKnownHosts(file: string, address: string, hostKey: string): string {
  writeFileSync(file, `[${address}]:${PORT} ${readFileSync(`${hostKey}.pub`, "utf8")}`);
  return file;
}

/**
 * Starts an sshd on a host, whose commands reach the engine of that host.
 *
 * @param engine the engine's address there.
 */
export async function startSshd(plug: Plug, engine: string): Promise<[SshAccess, Daemon]> {
  const dir = join(plug.dir, "ssh");
  mkdirSync(dir);
  mkdirSync("/run/sshd", { recursive: true });
  const hostKey = await makeKey(dir, "host");
  const identityFile = await makeKey(dir, "user");
  const file = join(dir, "sshd_config");
  writeFileSync(file, configuration(plug.address, dir, engine));
  const daemon = await startDaemon(plug, ["/usr/sbin/sshd", "-D", "-e", "-f", file], () =>
    listens(plug.address),
  );
  const access = {
    url: `ssh://root@${plug.address}:${PORT}`,
    identityFile,
    knownHostsFile: writeKnownHosts(join(dir, "known_hosts"), plug.address, hostKey),
  };
  return [access, daemon];
}

function configuration(address: string, dir: string, engine: string): string {
  return [
    `ListenAddress ${address}:${PORT}`,
    `HostKey ${join(dir, "host")}`,
    `AuthorizedKeysFile ${join(dir, "user.pub")}`,
    // The folder is in one that everybody may write to.
    "StrictModes no",
    "UsePAM no",
    "PasswordAuthentication no",
    "PermitRootLogin prohibit-password",
    `PidFile ${join(dir, "sshd.pid")}`,
    `SetEnv DOCKER_HOST=${engine}`,
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
