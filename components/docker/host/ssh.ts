import { spawn } from "node:child_process";
import { Agent } from "node:http";
import { Duplex, PassThrough } from "node:stream";
import type Docker from "dockerode";
import { type DockerHost, hostnameOf } from "./engine";

/**
 * Reaches a remote engine as Docker's client does: the user's `ssh`, with their keys and hosts, runs
 * `docker system dial-stdio` there.
 */
export function sshConnection(host: DockerHost): Docker.DockerOptions {
  const agent = agentOver([...targetOf(host), "--", "docker", "system", "dial-stdio"]);
  return { protocol: "http", host: hostnameOf(host.url), port: 80, agent } as Docker.DockerOptions;
}

/** Reaches a port of the remote machine's loopback address through `ssh -W`. */
export function sshForward(host: DockerHost, address: string, port: number): Agent {
  return agentOver(forwardArgs(host, address, port));
}

/** One connection of {@link sshForward}. */
export function sshSocket(host: DockerHost, address: string, port: number): Duplex {
  return dial(forwardArgs(host, address, port));
}

function forwardArgs(host: DockerHost, address: string, port: number): string[] {
  return ["-W", `${address.includes(":") ? `[${address}]` : address}:${port}`, ...targetOf(host)];
}

function targetOf({ url, sshOpts = [] }: DockerHost): string[] {
  const { username, port } = new URL(url);
  return [
    ...sshOpts,
    ...(username === "" ? [] : ["-l", decodeURIComponent(username)]),
    ...(port === "" ? [] : ["-p", port]),
    hostnameOf(url),
  ];
}

function agentOver(args: readonly string[]): Agent {
  const agent = new Agent();
  agent.createConnection = () => dial(args);
  return agent;
}

function dial(args: readonly string[]): Duplex {
  // There is no terminal for a prompt.
  const options = ["-o", "BatchMode=yes", "-o", "ConnectTimeout=10"];
  const ssh = spawn("ssh", [...options, ...args]);
  let complaint = "";
  ssh.stderr.on("data", (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  // The response ends with ssh, whose exit code shows whether it is complete.
  const answer = new PassThrough();
  ssh.stdout.pipe(answer, { end: false });
  // The error output of ssh, which follows, explains more than a broken pipe.
  const question = new PassThrough();
  question.pipe(ssh.stdin).on("error", () => undefined);
  const stream = Duplex.from({ readable: answer, writable: question });
  ssh.on("error", (error) => stream.destroy(error));
  ssh.on("close", (code) => {
    if (code === 0) answer.end();
    else stream.destroy(new Error(complaint.trim() || `ssh exited with ${code}`));
  });
  return stream;
}
