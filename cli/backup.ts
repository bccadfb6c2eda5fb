import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { backUpProxy } from "../components/backup";
import { findProxy, options, reporting } from "./proxy-data";
import { toolchain } from "./toolchain";

const HELP = `
npm run backup -- --file <file> [--stack <name>] [--container <name>] [--force]

Writes what the proxy of a deployed stack keeps to a file: certificates and their private keys, the
local CA, ACME accounts. The command reads them through Docker's API, also from a remote host, where
you need to install nothing. The proxy keeps serving.

The file contains private keys, so only you can read it: keep it that way. npm run restore restores it.

--file       where to write it: a tar archive
--stack      the stack (default: dev)
--container  the name of the container that serves, where another backend or program has the stack
--force      overwrites an existing file
`;

/** npm run backup: writes the certificates, keys and accounts of a deployed proxy to a file. */
export async function run(args: string[]): Promise<number> {
  const lib = await toolchain();
  const { say, shown } = lib;
  const parsed = lib.readArgs("backup", HELP, args, {
    ...options,
    force: { type: "boolean", default: false },
  });
  if (!parsed) return 0;
  const { stack, container: named, force } = parsed.values;
  if (!parsed.values.file) throw lib.fileNeeded("backup");
  const file = path.resolve(parsed.values.file);
  if (existsSync(file) && !force) throw lib.backupExists(shown(file));
  if (!existsSync(path.dirname(file))) throw lib.noFolder(shown(path.dirname(file)));

  const { engine, container } = await findProxy(stack, named);
  const origin = { project: lib.projectName(), stack };
  const { content, files, left } = await reporting("Nothing was backed up", () =>
    lib.step(`Reading what ${container} keeps`, () => backUpProxy(engine, container, origin)),
  );
  writePrivately(file, content);
  for (const name of left) say(`Not in it, since it is neither a file nor a folder: ${name}`);
  say(`${shown(file)}: ${files} files, ${size(content.length)}. It has private keys.`);
  return 0;
}

/**
 * Writes a file completely or not at all, readable by its owner only, also where it replaces a file
 * that others could read. On Windows the folder's permissions decide who reads it.
 */
function writePrivately(file: string, content: Buffer): void {
  const partial = `${file}.${process.pid}.partial`;
  try {
    writeFileSync(partial, content, { mode: 0o600, flag: "wx" });
    renameSync(partial, file);
  } finally {
    rmSync(partial, { force: true });
  }
}

function size(bytes: number): string {
  return bytes < 1024 * 1024
    ? `${Math.ceil(bytes / 1024)} kB`
    : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
