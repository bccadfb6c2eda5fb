import { readdir, readFile, readlink } from "node:fs/promises";

/** The state of a listening socket in Linux' table of TCP sockets. */
const LISTEN = "0A";

/**
 * The program that listens on a TCP port of this machine, as `name (pid 123)`; `undefined` where
 * that can't be seen: on other systems than Linux, or in another user's process.
 */
export async function listenerOf(port: number): Promise<string | undefined> {
  const sockets = await listeningSockets(port);
  for (const pid of await processes()) {
    if ((await openFiles(pid)).some((file) => sockets.has(file))) {
      const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "process");
      return `${name.trim()} (pid ${pid})`;
    }
  }
  return undefined;
}

async function listeningSockets(port: number): Promise<Set<string>> {
  const tables = await Promise.all(
    ["/proc/net/tcp", "/proc/net/tcp6"].map((file) => readFile(file, "utf8").catch(() => "")),
  );
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const rows = tables.flatMap((table) => table.split("\n").map((row) => row.trim().split(/\s+/)));
  const inodes = rows
    .filter((columns) => columns[1]?.endsWith(suffix) && columns[3] === LISTEN)
    .map((columns) => `socket:[${columns[9]}]`);
  return new Set(inodes);
}

async function processes(): Promise<string[]> {
  return (await readdir("/proc").catch(() => [])).filter((entry) => /^\d+$/.test(entry));
}

async function openFiles(pid: string): Promise<string[]> {
  const folder = `/proc/${pid}/fd`;
  const descriptors = await readdir(folder).catch(() => []);
  return Promise.all(descriptors.map((fd) => readlink(`${folder}/${fd}`).catch(() => "")));
}
