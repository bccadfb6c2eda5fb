import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { attempt, command } from "./command";
import { bridgeOf, forwardingRule, HOST_FOLDER, hostName } from "./names";

const CGROUPS = "/sys/fs/cgroup";

/** Removes a bridge, its hosts and their folder, in any state. */
export async function removeLan(number: number, dir: string): Promise<void> {
  const hosts = readdirSync(dir).filter((name) => HOST_FOLDER.test(name));
  for (const folder of hosts) {
    await removeHost(hostName(number, Number(folder.slice(1))), join(dir, folder));
  }
  await attempt("iptables", "-D", ...forwardingRule(number));
  await attempt("ip", "link", "delete", bridgeOf(number));
  rmSync(dir, { recursive: true, force: true });
}

/** Removes a host: its processes, containers, mounts, network and folder. */
export async function removeHost(name: string, dir: string): Promise<void> {
  await endAll(() => inNamespace(name));
  await endAll(() => inCgroup(name));
  for (const group of cgroupsOf(name)) removeCgroup(group);
  for (const mount of mountsUnder(dir)) await attempt("umount", "--lazy", mount);
  await attempt("ip", "netns", "delete", name);
  await attempt("ip", "link", "delete", name);
  rmSync(dir, { recursive: true, force: true });
}

async function inNamespace(name: string): Promise<number[]> {
  if (!existsSync(`/run/netns/${name}`)) return [];
  return numbers(await command("ip", "netns", "pids", name));
}

/** Containers have their own namespaces, so their cgroups identify them. */
async function inCgroup(name: string): Promise<number[]> {
  return cgroupsOf(name)
    .flatMap((group) => [group, ...foldersIn(group)])
    .flatMap((group) => numbers(readFileSync(join(group, "cgroup.procs"), "utf8")));
}

/** A host's cgroup under each controller (cgroup v1), or its only one (v2). */
function cgroupsOf(name: string): string[] {
  return [CGROUPS, ...childrenOf(CGROUPS)]
    .map((root) => join(root, name))
    .filter((group) => existsSync(group));
}

function foldersIn(dir: string): string[] {
  return childrenOf(dir).flatMap((child) => [child, ...foldersIn(child)]);
}

function childrenOf(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(dir, entry.name));
}

function removeCgroup(group: string): void {
  for (const child of childrenOf(group)) removeCgroup(child);
  rmdirSync(group);
}

function mountsUnder(dir: string): string[] {
  return readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[4] ?? "")
    .filter((mount) => mount.startsWith(`${dir}/`))
    .reverse();
}

const PATIENCE = 300_000;

async function endAll(find: () => Promise<number[]>): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  for (let left = await find(); left.length > 0; left = await find()) {
    if (Date.now() > deadline) throw new Error(`can't kill the processes ${left.join(", ")}`);
    for (const pid of left) end(pid);
    await sleep(50);
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function numbers(text: string): number[] {
  return text.split("\n").filter(Boolean).map(Number);
}
