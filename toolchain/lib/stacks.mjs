// @ts-check
// Which stack a Pulumi command is about.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import { backendUrl } from "./backend.mjs";
import { projectDir, pulumiHome } from "./paths.mjs";

/**
 * Whether this is a stack's name and as such can be part of a path.
 * @param {string} name
 */
export const isStackName = (name) => /^(?!\.+$)[\w.-]+$/.test(name);

/** @param {string} name */
const bare = (name) => name.split("/").at(-1) ?? name;

/**
 * The stacks a command line names: by --stack, or as the argument of a `stack` command.
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

/** The stack chosen by `pulumi stack select`, as Pulumi records it in its home. */
export function selectedStack() {
  try {
    const project = realpathSync(path.join(projectDir, "Pulumi.yaml"));
    const name = /^name:\s*(\S+)/m.exec(readFileSync(project, "utf8"))?.[1];
    const id = createHash("sha1").update(project).digest("hex");
    const file = path.join(pulumiHome(), "workspaces", `${name}-${id}-workspace.json`);
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
