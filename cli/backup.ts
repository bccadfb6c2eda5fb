// @ts-check
// npm run backup: a file with the certificates, keys and accounts of a deployed proxy.
import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readArgs } from "./lib/args.mjs";
import { projectName } from "./lib/deployed.mjs";
import { command } from "./lib/failure.mjs";
import { backupExists, fileNeeded, noFolder } from "./lib/failures.mjs";
import { shown } from "./lib/paths.mjs";
import { say, step } from "./lib/progress.mjs";
import { backups, findProxy, options, size, toldOf } from "./lib/proxy-data.mjs";

const help = `
npm run backup -- --file <file> [--stack <name>] [--container <name>] [--force]

Writes what the proxy of a deployed stack keeps to a file: certificates and their keys, the local
authority, accounts with others. It is read through Docker's API, from a remote host, too, where
nothing has to be installed for it. The proxy goes on serving.

The file has private keys, so nobody but you may read it: keep it so. npm run restore puts it back.

--file       where to write it: a tar archive
--stack      the stack (default: dev)
--container  the name of the container that serves, where another backend or program has the stack
--force      writes over a file that is there
`;

await command(async (args) => {
  const parsed = readArgs("backup", help, args, {
    ...options,
    force: { type: "boolean", default: false },
  });
  if (!parsed) return 0;
  const { stack, container: named, force } = parsed.values;
  if (!parsed.values.file) throw fileNeeded("backup");
  const file = path.resolve(parsed.values.file);
  if (existsSync(file) && !force) throw backupExists(shown(file));
  if (!existsSync(path.dirname(file))) throw noFolder(shown(path.dirname(file)));

  const { engine, container } = await findProxy({ stack, container: named });
  const made = await toldOf("Nothing was backed up", () =>
    step(`Reading what ${container} keeps`, () =>
      backups().backUpProxy(engine, container, { project: projectName(), stack }),
    ),
  );
  writePrivately(file, made.content);
  for (const name of made.left) say(`Not in it, since it is neither a file nor a folder: ${name}`);
  const { files, content } = made;
  say(`${shown(file)}: ${files} files, ${size(content.length)}. It has private keys.`);
  return 0;
});

/**
 * Whole or not at all, and never readable by others, not even where it takes the place of a file that
 * was. On Windows the folder decides who reads it.
 * @param {string} file
 * @param {Buffer} content
 */
function writePrivately(file, content) {
  const partial = `${file}.${process.pid}.partial`;
  try {
    writeFileSync(partial, content, { mode: 0o600, flag: "wx" });
    renameSync(partial, file);
  } finally {
    rmSync(partial, { force: true });
  }
}
