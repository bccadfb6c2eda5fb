import { spawn } from "node:child_process";
import { Agent } from "node:http";
import { Duplex } from "node:stream";
import type Docker from "dockerode";

/**
 * Reaches a remote engine as Docker's own client does: the person's `ssh`, with their keys and
 * their known hosts, runs `docker system dial-stdio` there.
 */
export function sshConnection(url: URL): Docker.DockerOptions {
  const target = [
    ...(url.username === "" ? [] : ["-l", url.username]),
    ...(url.port === "" ? [] : ["-p", url.port]),
    url.hostname,
  ];
  const agent = new Agent({ keepAlive: true });
  agent.createConnection = () => dial(target);
  return { protocol: "http", host: url.hostname, port: 80, agent } as Docker.DockerOptions;
}

function dial(target: readonly string[]): Duplex {
  const ssh = spawn("ssh", [
    "-o",
    "ConnectTimeout=10",
    ...target,
    "--",
    "docker",
    "system",
    "dial-stdio",
  ]);
  let complaint = "";
  ssh.stderr.on("data", (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const stream = Duplex.from({ readable: ssh.stdout, writable: ssh.stdin });
  ssh.on("error", (error) => stream.destroy(error));
  ssh.on("exit", (code) => {
    if (code !== 0) stream.destroy(new Error(complaint.trim() || `ssh exited with ${code}`));
  });
  return stream;
}
