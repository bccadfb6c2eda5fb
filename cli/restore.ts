import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { openBackup, restoreProxy } from "../components/backup";
import { findProxy, options, reporting } from "./proxy-data";
import { toolchain } from "./toolchain";

const HELP = `
npm run restore -- --file <file> [--stack <name>] [--container <name>] [--from <project/stack>] [--yes]

Gives the proxy of a deployed stack the data that npm run backup wrote, through Docker's API, also on a
remote host. The command stops the proxy and starts it again, since Caddy keeps certificates in memory:
for some seconds the proxy serves nothing. Afterwards it serves the certificates of the backup.

The command first checks that the file is a complete backup of this stack. Then it asks, unless the
stack is dev and you name no container.

--file       the backup
--stack      the stack to restore (default: dev)
--container  the name of the container that serves, where another backend or program has the stack
--from       accepts a backup of another stack than the one you restore
--yes        restores without asking; needed outside dev where there is no terminal, as in CI
`;

/** npm run restore: gives a deployed proxy the certificates, keys and accounts of a backup. */
export async function run(args: string[]): Promise<number> {
  const lib = await toolchain();
  const { say, shown } = lib;
  const parsed = lib.readArgs("restore", HELP, args, {
    ...options,
    from: { type: "string" },
    ...lib.yesOption,
  });
  if (!parsed) return 0;
  const { stack, container: named, from, yes } = parsed.values;
  if (!parsed.values.file) throw lib.fileNeeded("restore");
  const file = path.resolve(parsed.values.file);
  if (!existsSync(file)) throw lib.noFile(shown(file));
  const ask = lib.asksFirst({ command: "restore", args, stack, container: named, yes });

  const content = readFileSync(file);
  const { manifest } = await reporting(shown(file), () => openBackup(content));
  const { files, date } = manifest;
  const origin = `${manifest.project}/${manifest.stack}`;
  const wanted = from ?? `${lib.projectName()}/${stack}`;
  if (origin !== wanted) throw lib.otherOrigin({ file: shown(file), origin, wanted, date });

  const { engine, container } = await findProxy(stack, named);
  if (ask) {
    await lib.confirm(
      `The command stops ${container}, gives it ${files} files of ${date}, and starts it again.`,
    );
  }
  const { gap } = await reporting(shown(file), () =>
    lib.step(`Restoring ${container}`, () => restoreProxy(engine, container, content)),
  );
  say(`${container} has ${files} files of ${date}, and serves with them.`);
  say(`It did not serve for ${lib.duration(gap)}.`);
  return 0;
}
