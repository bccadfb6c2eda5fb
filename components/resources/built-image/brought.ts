// The modules and directives of a Caddy, as its binary lists them.

import { runImage } from "../../docker/containers/output";
import { STACK_LABEL } from "../../docker/containers/stack-label";
import type { Engine } from "../../docker/host/engine";

/** An image whose Caddy runs once for each list. */
interface Asked {
  readonly reference: string;
  /** The Go modules that it was built with, with their versions. */
  readonly goModules: readonly string[];
  /** The id of the stack, which removes what an interrupted command leaves. */
  readonly stack: string;
}

/** What a Caddy has. */
export interface Brought {
  /** The IDs of its modules beyond the standard ones. */
  readonly modules: readonly string[];
  /** All directives and global options of a Caddyfile. */
  readonly directives: readonly string[];
}

/** An entry of `caddy list-modules --json`. */
interface Listed {
  readonly module_name: string;
  /** The Go module that it is from. */
  readonly package_url?: string;
}

/**
 * What the Caddy of an image has.
 *
 * @throws Error where it does not start, and where a Go module has brought it nothing.
 */
export async function broughtBy(engine: Engine, asked: Asked): Promise<Brought> {
  const lists = ["list-modules --skip-standard --json", "list-directives"];
  const [modules = "", directives = ""] = await Promise.all(
    lists.map((command) => output(engine, asked, command)),
  );
  const listed: readonly Listed[] = JSON.parse(modules);
  const idle = asked.goModules.filter((each) => !listed.some((one) => isFrom(one, each)));
  if (idle.length > 0) throw new Error(idleProblem(idle, listed));
  return {
    modules: [...new Set(listed.map(({ module_name: id }) => id))].sort(),
    directives: JSON.parse(directives),
  };
}

async function output(engine: Engine, asked: Asked, command: string): Promise<string> {
  const { reference, stack } = asked;
  const labels = { [STACK_LABEL]: stack };
  const { code, output, errors } = await runImage(engine, reference, command.split(" "), labels);
  if (code === 0) return output;
  const lines = (errors.trim() || output.trim()).split("\n").slice(0, 20);
  throw new Error(
    [
      `caddy ${command} ended with ${code} in image "${reference}", so that no proxy can run it. It said:`,
      ...lines.map((line) => `  ${line}`),
    ].join("\n"),
  );
}

/** Whether a module is from a Go module, or from the one that has the given package. */
function isFrom({ package_url: from }: Listed, goModule: string): boolean {
  const path = goModule.replace(/@.*$/, "");
  return from !== undefined && (path === from || path.startsWith(`${from}/`));
}

function idleProblem(idle: readonly string[], listed: readonly Listed[]): string {
  const ids = listed.map(({ module_name: id }) => id).join(", ");
  return (
    `${idle.join(" and ")} brought Caddy no module: beyond the standard ones it has ${ids}. Name the package ` +
    "of the plugin, below the module's path, or the Go module that the plugin is in."
  );
}
