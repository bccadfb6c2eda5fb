import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { type BackupManifest, openBackup, restoreProxy } from "../../backup";
import type { Console } from "../console";
import { CommandFailure, ExitCode } from "../failure";
import { jsonDocument } from "../json";
import { asksFirst, confirm } from "../stack/consent";
import { bareName, type StackOptions, stackOf, stackOptions, yesOption } from "../stack/options";
import { projectName, shownPath } from "../stack/project";
import { findProxy, type ProxyOptions, proxyOptions } from "../stack/proxy";
import type { FindPulumi } from "../stack/pulumi";
import { reporting } from "./reporting";

const HELP = `
Example:
  $ gatehouse restore --stack prod --file caddy-prod.tar

It gives the proxy the data that gatehouse backup wrote, through Docker's API, also on a remote host. It stops
the proxy and starts it again, since Caddy keeps certificates in memory: for some seconds the proxy serves
nothing. It first checks that the file is a complete backup of this stack. Then it asks, unless the stack is
dev and you name no container.

Exit codes: 0 restored; 1 the file is no backup of this stack, or the proxy refuses it; 2 wrong usage.`;

interface Options extends StackOptions, ProxyOptions {
  readonly file: string;
  readonly from?: string;
  readonly yes: boolean;
}

/** Adds `gatehouse restore`. */
export function addRestore(program: Command, console: Console, findPulumi: FindPulumi): void {
  yesOption(proxyOptions(stackOptions(program.command("restore"))))
    .description("give the proxy the certificates, keys and accounts of a backup")
    .requiredOption("--file <file>", "the backup")
    .option(
      "--from <project/stack>",
      "accept a backup of another stack than the one that you restore",
    )
    .addHelpText("after", HELP)
    .action(async (options: Options) => {
      const file = resolve(options.file);
      if (!existsSync(file)) throw noFile(file);
      const pulumi = await findPulumi();
      const stack = await stackOf(options, pulumi);
      const { container: named, from, yes } = options;
      const ask = asksFirst({ command: "restore", stack, container: named, yes }, console);
      const content = readFileSync(file);
      const { manifest } = await reporting(shownPath(file), () => openBackup(content));
      requireOrigin(file, manifest, from ?? `${projectName(pulumi)}/${bareName(stack)}`);

      const { engine, container } = await findProxy(pulumi, stack, options);
      const { files, date } = manifest;
      if (ask) {
        const consequence = `The command stops ${container}, gives it ${files} files of ${date}, and starts it again.`;
        await confirm(consequence, console);
      }
      console.err(`Restoring ${container} …\n`);
      const { gap } = await reporting(shownPath(file), () =>
        restoreProxy(engine, container, content),
      );
      const report = { container, files, date, notServingMs: gap };
      if (options.json) console.out(jsonDocument(report));
      else {
        console.out(`${container} has ${files} files of ${date}, and serves with them.\n`);
        console.out(`It did not serve for ${(gap / 1000).toFixed(1)} s.\n`);
      }
    });
}

function noFile(file: string): CommandFailure {
  return new CommandFailure(
    `there is no file ${shownPath(file)}.\nGive one that gatehouse backup has written, with --file.`,
  );
}

function requireOrigin(file: string, { project, stack, date }: BackupManifest, wanted: string) {
  const origin = `${project}/${bareName(stack)}`;
  if (origin === wanted) return;
  throw new CommandFailure(
    `${shownPath(file)} is a backup of ${origin} (${date}), not of ${wanted}.\nTo restore it all the same: --from ${origin}`,
    ExitCode.Problems,
  );
}
