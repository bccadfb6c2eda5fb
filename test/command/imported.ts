import { relative, resolve } from "node:path";
import type { AskCompose } from "../../components/command/compose/docker-compose";
import { readCompose } from "../../components/command/compose/read";
import { processConsole } from "../../components/command/console";
import { routingsAfter, routingsBefore } from "../../components/command/import/check";
import { type Imported, importSource } from "../../components/command/import/program";
import type { Source } from "../../components/command/import/source";
import { withRefusal } from "../../components/command/import/sources";
import { differences } from "../../components/command/program/compare";
import type { NamedRouting } from "../../components/command/program/routings";
import { argumentText } from "../../components/labels/model/argument";
import { renderUnchecked } from "../../components/labels/render/render";
import type { Oracle } from "../labels/oracle";
import { testConsole } from "./console";

/** Imports the text of a compose file. */
export async function importText(text: string): Promise<Imported> {
  const { console } = testConsole(text);
  return importProject(await readCompose("-", {}, console));
}

/** Imports a compose file, or the one of a folder. */
export async function importFile(file: string, compose?: AskCompose): Promise<Imported> {
  const project = await readCompose(relative(process.cwd(), file), { compose }, processConsole);
  return importProject(withRefusal(project));
}

function importProject(source: Source): Imported {
  return importSource(source, { prefix: "caddy", out: source.folder, newVolumes: false });
}

/** What a comparison of a program with its labels finds. */
export interface Verdict {
  /** The differences that the command reports. */
  readonly reported: readonly string[];
  /** Caddy's configuration for the labels, and for the program. */
  readonly before: unknown;
  readonly after: unknown;
  /** Caddy's error, if it has one. */
  readonly error?: string;
}

/** Compares an imported program with the labels that there were, by the command and by the oracle. */
export async function compare(imported: Imported, oracle: Oracle): Promise<Verdict> {
  const [before, after] = [routingsBefore(imported), await routingsAfter(imported, resolve("."))];
  const reported = differences(before, after).map(({ what, message }) => `${what}: ${message}`);
  const given = imported.labels.map(({ set }) => ({ labels: set.labels, ips: [set.service] }));
  const made = after.map((each) => ({
    labels: renderUnchecked(onlyKnown(each, before)),
    ips: [each.name],
  }));
  const [old, fresh] = [
    await oracle.generate(given, { process: false }),
    await oracle.generate(made, { process: false }),
  ];
  return {
    reported,
    before: old.json,
    after: fresh.json,
    error: old.adaptError ?? fresh.adaptError,
  };
}

/** The routing without what every entry point has beside it. */
function onlyKnown(
  { routing }: NamedRouting,
  before: readonly NamedRouting[],
): NamedRouting["routing"] {
  const names = (field: "global" | "snippets") =>
    before.flatMap((each) => (each.routing[field] ?? []).map(({ name }) => name));
  const sites = before
    .flatMap((each) => each.routing.sites ?? [])
    .map(({ addresses }) => addresses.map(argumentText).join(" "));
  return {
    ...routing,
    global: routing.global?.filter(({ name }) => names("global").includes(name)),
    snippets: routing.snippets?.filter(({ name }) => names("snippets").includes(name)),
    sites: routing.sites?.filter(({ addresses }) =>
      sites.includes(addresses.map(argumentText).join(" ")),
    ),
  };
}
