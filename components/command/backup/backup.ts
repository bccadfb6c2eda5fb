import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Command } from "commander";
import { backUpProxy } from "../../backup";
import type { Console } from "../console";
import { CommandFailure } from "../failure";
import { jsonDocument } from "../json";
import { type StackOptions, stackOf, stackOptions } from "../stack/options";
import { projectName, shownPath } from "../stack/project";
import { findProxy, type ProxyOptions, proxyOptions } from "../stack/proxy";
import type { FindPulumi } from "../stack/pulumi";
import { reporting } from "./reporting";

const HELP = `
Example:
  $ gatehouse backup --stack prod --file caddy-prod.tar

It writes what the proxy keeps to a file: certificates and their private keys, the local CA, ACME accounts. It
reads them through Docker's API, also from a remote host, where you need to install nothing. The proxy keeps
serving. The file contains private keys, so only you can read it: keep it that way.

Exit codes: 0 written; 1 there is nothing to back up; 2 wrong usage, or a file that exists already.`;

interface Options extends StackOptions, ProxyOptions {
  readonly file: string;
  readonly force: boolean;
}

/** Adds `gatehouse backup`. */
export function addBackup(program: Command, console: Console, findPulumi: FindPulumi): void {
  proxyOptions(stackOptions(program.command("backup")))
    .description("write the proxy's certificates, keys and accounts to a file")
    .requiredOption("--file <file>", "where to write it: a tar archive")
    .option("--force", "overwrite an existing file", false)
    .addHelpText("after", HELP)
    .action(async (options: Options) => {
      const file = resolve(options.file);
      requirePlace(file, options.force);
      const pulumi = await findPulumi();
      const stack = await stackOf(options, pulumi);
      const { engine, container } = await findProxy(pulumi, stack, options);
      console.err(`Reading what ${container} keeps …\n`);
      const origin = { project: projectName(pulumi), stack };
      const { content, files, left } = await reporting("nothing was backed up", () =>
        backUpProxy(engine, container, origin),
      );
      writePrivately(file, content);
      for (const name of left) {
        console.err(
          `gatehouse: note: not in it, since it is neither a file nor a folder: ${name}\n`,
        );
      }
      const report = { file: shownPath(file), files, bytes: content.length, left };
      if (options.json) console.out(jsonDocument(report));
      else {
        const size = sizeOf(content.length);
        console.out(`${shownPath(file)}: ${files} files, ${size}. It has private keys.\n`);
      }
    });
}

function requirePlace(file: string, force: boolean): void {
  if (existsSync(file) && !force) {
    throw new CommandFailure(
      `${shownPath(file)} already exists.\nChoose another file, or overwrite it with --force.`,
    );
  }
  if (existsSync(dirname(file))) return;
  throw new CommandFailure(
    `there is no folder ${shownPath(dirname(file))}.\nCreate it, or choose another place with --file.`,
  );
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

function sizeOf(bytes: number): string {
  return bytes < 1024 * 1024
    ? `${Math.ceil(bytes / 1024)} kB`
    : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
