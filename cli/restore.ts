// @ts-check
// npm run restore: gives a deployed proxy the certificates, keys and accounts of a backup.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { readArgs } from "./lib/args.mjs";
import { asksFirst, confirm, yesOption } from "./lib/consent.mjs";
import { projectName } from "./lib/deployed.mjs";
import { command } from "./lib/failure.mjs";
import { fileNeeded, noFile, otherOrigin } from "./lib/failures.mjs";
import { ensurePackages } from "./lib/packages.mjs";
import { shown } from "./lib/paths.mjs";
import { duration, say, step } from "./lib/progress.mjs";
import { backups, findProxy, options, toldOf } from "./lib/proxy-data.mjs";

const help = `
npm run restore -- --file <file> [--stack <name>] [--container <name>] [--from <project/stack>] [--yes]

Gives the proxy of a deployed stack what npm run backup has written, through Docker's API, to a remote
host, too. The proxy is stopped and started again for it, since it keeps certificates in memory: for
some seconds nothing is served. When the command is done it serves the certificates of the backup.

The file is checked first: that it is such a backup, whole, and of this stack. Then the command asks,
unless the stack is dev and no container is named.

--file       the backup
--stack      the stack to restore (default: dev)
--container  the name of the container that serves, where another backend or program has the stack
--from       takes a backup of another stack than the one that is restored
--yes        restores without asking; needed outside dev where there is no terminal, as in CI
`;

await command(async (args) => {
  const parsed = readArgs("restore", help, args, {
    ...options,
    from: { type: "string" },
    ...yesOption,
  });
  if (!parsed) return 0;
  const { stack, container: named, from, yes } = parsed.values;
  if (!parsed.values.file) throw fileNeeded("restore");
  const file = path.resolve(parsed.values.file);
  if (!existsSync(file)) throw noFile(shown(file));
  const ask = asksFirst({ command: "restore", args, stack, container: named, yes });

  await ensurePackages();
  const content = readFileSync(file);
  const { manifest } = await toldOf(shown(file), () => backups().openBackup(content));
  const origin = `${manifest.project}/${manifest.stack}`;
  const wanted = from ?? `${projectName()}/${stack}`;
  if (origin !== wanted) {
    throw otherOrigin({ file: shown(file), origin, wanted, date: manifest.date });
  }

  const { engine, container } = await findProxy({ stack, container: named });
  if (ask) {
    await confirm(
      `${container} will be stopped, get ${manifest.files} files of ${manifest.date}, and start again.`,
    );
  }
  const { gap } = await toldOf(shown(file), () =>
    step(`Restoring ${container}`, () => backups().restoreProxy(engine, container, content)),
  );
  say(`${container} has ${manifest.files} files of ${manifest.date}, and serves with them.`);
  say(`It did not serve for ${duration(gap)}.`);
  return 0;
});
