import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { OWNER_LABEL } from "../../../components";
import { logLines } from "../../../components/docker/containers/output";
import { SECRET_SETTINGS } from "../../../program/settings";
import { engine } from "./docker";
import type { Project } from "./project";

/** A value for each secret setting, by the setting's name for `pulumi config set --path`. */
export type Canaries = Readonly<Record<string, string>>;

/** The secret settings of the schema. Those of `releases` are JSON of options that the state has in clear. */
export const SECRETS = SECRET_SETTINGS.filter(([setting]) => setting !== "releases");

/** Values for all secret settings, in base64url as an external account's key. */
export function canaries(given: Canaries): Canaries {
  const made = SECRETS.map((place) => {
    const setting = place.join(".").replace("*", "canary");
    return [setting, given[setting] ?? Buffer.from(`canary of ${setting}`).toString("base64url")];
  });
  return Object.fromEntries(made);
}

/** Everything of a stack that is readable without its passphrase, by place. */
export async function readable(project: Project, stack: string): Promise<Record<string, string>> {
  const command = async (...args: string[]) =>
    (await project.ownPulumi([...args, "--stack", stack])).output;
  const label = [`${OWNER_LABEL}=gatehouse-${project.id}/${stack}`];
  const all = await engine.listContainers({ all: true, filters: { label } });
  const containers = all.map(async ({ Id: id, Names: [name = id] }) => {
    const inspected = await engine.getContainer(id).inspect();
    const lines = await logLines(engine, id);
    return [
      [`docker inspect ${name}`, JSON.stringify(inspected)],
      [`docker logs ${name}`, lines.map(({ text }) => text).join("\n")],
    ];
  });
  return {
    "the stack's file": project.read(`Pulumi.${stack}.yaml`),
    "stack export": await command("stack", "export"),
    "stack output": await command("stack", "output", "--json"),
    ...filesBelow(join(project.dir, "own-state")),
    ...Object.fromEntries((await Promise.all(containers)).flat()),
  };
}

/** The canaries that a place contains, in clear or in base64. */
export function leaks(canaries: Canaries, places: Readonly<Record<string, string>>): string[] {
  return Object.entries(places).flatMap(([place, text]) =>
    Object.entries(canaries)
      .filter(([, value]) =>
        [value, Buffer.from(value).toString("base64")].some((form) => text.includes(form)),
      )
      .map(([setting]) => `${setting} in ${place}`),
  );
}

function filesBelow(dir: string): Record<string, string> {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((file) => [
      file
        .slice(dir.length + 1)
        .split(sep)
        .join("/"),
      readFileSync(file, "utf8"),
    ]);
  return Object.fromEntries(files);
}
