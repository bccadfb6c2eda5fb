// What has files, values and secrets: builds, environments, configs and secrets.
import { isAbsolute, relative, resolve } from "node:path";
import { type Code, list, object, raw } from "../../code/code";
import { entriesOf, recordOf } from "../../compose/merge";
import { fieldOf, fieldsOf, itemsOf, type Located, textOf } from "../../compose/tree";
import { hasPassword, looksSecret } from "../secrets";
import type { Target } from "../target";

/** A path of the source's folder, as the program writes it: relative to its own folder. */
function programPath(path: string, { project }: Target): string {
  if (/^[a-z]+:\/\//.test(path) || path.startsWith("~")) return path;
  if (isAbsolute(path)) return path;
  const found = relative(project.out, resolve(project.folder, path)).replaceAll("\\", "/");
  if (found === "") return ".";
  return found.startsWith(".") || isAbsolute(found) ? found : `./${found}`;
}

const BUILD = new Set(["context", "dockerfile", "target", "args", "platforms", "tags"]);

/** `build`: a folder, or an object. */
export function carryBuild(node: Located, to: Target): void {
  const short = textOf(node);
  if (short !== undefined) {
    to.set("build", object({ context: programPath(short, to) }));
    return;
  }
  for (const [key, field] of fieldsOf(node)) {
    if (!BUILD.has(key))
      to.left(field.key, `build.${key}`, "Docker's provider has no such setting of a build.");
  }
  const args = [...recordOf(fieldOf(node, "args"))].map(([name, field]) => [
    name,
    textOf(field.node) ?? "",
  ]);
  const platforms = itemsOf(fieldOf(node, "platforms")).map((item) => textOf(item) ?? "");
  to.set(
    "build",
    object({
      context: programPath(textOf(fieldOf(node, "context")) ?? ".", to),
      dockerfile: textOf(fieldOf(node, "dockerfile")),
      target: textOf(fieldOf(node, "target")),
      args: args.length === 0 ? undefined : object(Object.fromEntries(args)),
      platform: platforms.length === 1 ? platforms[0] : undefined,
    }),
  );
}

/** `environment`; values that look like secrets come from the stack's configuration. */
export function carryEnvironment(node: Located, to: Target): void {
  const fields: Record<string, Code> = {};
  for (const [name, { key, node: value }] of recordOf(node)) {
    if (value.value === null) {
      to.left(
        key,
        `environment.${name}`,
        "its value is that of the shell of compose: set it in the program.",
      );
      continue;
    }
    fields[name] = environmentValue(name, value, to);
  }
  if (Object.keys(fields).length > 0) to.set("environment", object(fields));
}

function environmentValue(name: string, value: Located, { config, service }: Target): Code {
  const text = textOf(value) ?? "";
  const mixed = value.pieces === undefined ? undefined : config.mixed(value.pieces, service);
  if (mixed !== undefined) return mixed;
  const secret = text !== "" && (looksSecret(name) || hasPassword(text));
  return secret ? config.secret(name, text, service) : text;
}

/** `env_file`: paths, or objects with a path. */
export function carryEnvFile(node: Located, to: Target): void {
  const all = entriesOf(node);
  const paths = all.map((item) => textOf(item) ?? textOf(fieldOf(item, "path")) ?? "");
  to.set("envFile", list(paths.map((path) => programPath(path, to))));
}

/** `configs`: files whose content the program reads. */
export function carryConfigs(node: Located, to: Target): void {
  const files: Record<string, Code> = {};
  for (const item of itemsOf(node)) {
    const source = textOf(item) ?? textOf(fieldOf(item, "source")) ?? "";
    const target = textOf(fieldOf(item, "target")) ?? `/${source}`;
    const top = to.project.top("configs", source);
    const file = textOf(fieldOf(top, "file"));
    const content = textOf(fieldOf(top, "content"));
    if ((file === undefined && content === undefined) || target.lastIndexOf("/") < 1) {
      const reason =
        file === undefined && content === undefined
          ? "its content is not in the file"
          : `${target} is at the root`;
      to.left(
        item.at,
        `configs.${source}`,
        `${reason}. Write files: { "/folder/name": { content } }.`,
      );
      continue;
    }
    files[target] = object({ content: content ?? readFile(file ?? "", to), ...access(item) });
  }
  if (Object.keys(files).length > 0) to.set("files", object(files));
}

/** The code of a file's content, which the program reads. */
function readFile(file: string, to: Target): Code {
  return raw(`readFileSync(${JSON.stringify(programPath(file, to))}, "utf8")`);
}

/** `secrets`: files in /run/secrets, whose content comes from the stack's configuration. */
export function carrySecrets(node: Located, to: Target): void {
  const secrets: Record<string, Code> = {};
  for (const item of itemsOf(node)) {
    const source = textOf(item) ?? textOf(fieldOf(item, "source")) ?? "";
    const target = textOf(fieldOf(item, "target")) ?? source;
    const name = target.replace(/^\/run\/secrets\//, "");
    if (name.includes("/")) {
      to.left(
        item.at,
        `secrets.${source}`,
        `${target} is not in /run/secrets. Write files: { "${target}": { content } }.`,
      );
      continue;
    }
    const file = textOf(fieldOf(to.project.top("secrets", source), "file")) ?? "";
    secrets[name] = object({
      content: to.config.secret(source, file, to.service),
      ...access(item),
    });
  }
  if (Object.keys(secrets).length > 0) to.set("secrets", object(secrets));
}

function access(item: Located): Record<string, Code | undefined> {
  const number = (key: string) => {
    const text = textOf(fieldOf(item, key));
    return text === undefined || !/^\d+$/.test(text) ? undefined : Number(text);
  };
  const mode = textOf(fieldOf(item, "mode"));
  // YAML reads 0440 as 440, and compose as octal digits.
  const digits = mode !== undefined && !/^[0-7]{3,4}$/.test(mode) ? Number(mode).toString(8) : mode;
  const octal = digits === undefined ? undefined : raw(`0o${digits}`);
  return { uid: number("uid"), gid: number("gid"), mode: octal };
}
