// @ts-check
// The project's name, and the stack of a Pulumi command.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import { projectDir, pulumiHome } from "./paths.mjs";
import { backendUrl } from "./state.mjs";

/**
 * Whether a stack can have this name, and a path can contain it.
 * @param {string} name
 */
export const isStackName = (name) => /^(?!\.+$)[\w.-]+$/.test(name);

/** @param {string} name */
const bare = (name) => name.split("/").at(-1) ?? name;

/**
 * The stacks that a command line names: by --stack, or as the argument of a `stack` command.
 * @param {string[]} args
 */
export function namedStacks(args) {
  const names = [];
  for (const [index, arg] of args.entries()) {
    const next = args[index + 1];
    const joined = /^(?:--stack=|-s=?)(.+)$/.exec(arg)?.[1];
    if (joined) names.push(joined);
    else if ((arg === "--stack" || arg === "-s") && next) names.push(next);
  }
  const at = args.indexOf("stack");
  if (at >= 0 && ["init", "select", "rm"].includes(args[at + 1] ?? "")) {
    names.push(...args.slice(at + 2).filter((arg) => !arg.startsWith("-")));
  }
  return [...new Set(names.map(bare))].filter(isStackName);
}

const projectFile = path.join(projectDir, "Pulumi.yaml");

/** The name of this Pulumi project. */
const projectName = () => /^name:\s*(\S+)/m.exec(readFileSync(projectFile, "utf8"))?.[1] ?? "";

/** The stack chosen by `pulumi stack select`, as Pulumi records it in its home. */
export function selectedStack() {
  try {
    const id = createHash("sha1").update(realpathSync(projectFile)).digest("hex");
    const file = path.join(pulumiHome(), "workspaces", `${projectName()}-${id}-workspace.json`);
    if (!existsSync(file)) return undefined;
    const { stack, stacks } = JSON.parse(readFileSync(file, "utf8"));
    const found = stacks?.[backendUrl()] ?? stack;
    return typeof found === "string" ? bare(found) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The stacks whose files a command may read or write.
 * @param {string[]} args
 */
export function stacksOf(args, env = process.env) {
  const named = namedStacks(args);
  if (named.length > 0) return named;
  const chosen = env.PULUMI_STACK ? bare(env.PULUMI_STACK) : selectedStack();
  return chosen ? [chosen] : [];
}
