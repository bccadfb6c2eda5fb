import { spawn } from "node:child_process";
import { Agent } from "node:http";
import { Duplex, PassThrough } from "node:stream";
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
  const agent = new Agent();
  agent.createConnection = () => dial(target);
  return { protocol: "http", host: url.hostname, port: 80, agent } as Docker.DockerOptions;
}

function dial(target: readonly string[]): Duplex {
  // Nobody is there to answer a prompt.
  const options = ["-o", "BatchMode=yes", "-o", "ConnectTimeout=10"];
  const ssh = spawn("ssh", [...options, ...target, "--", "docker", "system", "dial-stdio"]);
  let complaint = "";
  ssh.stderr.on("data", (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  // The answer ends when ssh has: only then is it known whether it ended well.
  const answer = new PassThrough();
  ssh.stdout.pipe(answer, { end: false });
  const stream = Duplex.from({ readable: answer, writable: ssh.stdin });
  ssh.on("error", (error) => stream.destroy(error));
  ssh.on("close", (code) => {
    if (code === 0) answer.end();
    else stream.destroy(new Error(complaint.trim() || `ssh exited with ${code}`));
  });
  return stream;
}
