// Why an image could not be built, in words.
import type { BuildFailed } from "../../docker/images/build";

/** Why Caddy can't have a module, as toolchain/caddy/modules reports it. */
interface ModuleRefusal {
  readonly kind: "missing" | "go" | "upgrade" | "pin" | "program" | "compile";
  /** With its version, as it was given. */
  readonly module: string;
  /** The Go module that would have another version. */
  readonly path?: string;
  readonly ours?: string;
  readonly needs?: string;
  /** What Go said. */
  readonly words?: string;
}

/** How many of the last lines of a build a message has. */
const LAST_LINES = 20;

/** The message about a build that failed: about one module where the build names it, else its last lines. */
export function buildProblem({ message, log }: BuildFailed): string {
  const [, found] = /^.*refused: (\{.*\})$/m.exec(log.join("\n")) ?? [];
  if (found !== undefined) return moduleProblem(JSON.parse(found));
  const lines = log.slice(-LAST_LINES).map((line) => `  ${line}`);
  return [`the image could not be built: ${message}`, ...lines].join("\n");
}

function moduleProblem(refusal: ModuleRefusal): string {
  const [first, ...rest] = sentences(refusal);
  const words = refusal.words?.split("\n").map((line) => `  ${line}`) ?? [];
  const said = words.length === 0 ? [] : ["Go said:", ...words];
  return [`module ${refusal.module} ${first}`, ...rest, ...said].join("\n");
}

function sentences({ kind, path = "", ours = "", needs = "" }: ModuleRefusal): string[] {
  switch (kind) {
    case "missing":
      return [
        "can't be had. Check its path and its version, and that the Docker host reaches a Go module proxy.",
      ];
    case "go":
      return [
        `needs Go ${needs}, and the Go image has ${ours}. Take an older version of it, or another goImage.`,
      ];
    case "upgrade":
      return [
        `needs ${path} ${needs}, and this image has ${ours}. Take a version of it that ${ours} suffices for.`,
      ];
    case "pin":
      return [
        `is not the version that another of the modules needs: ${path} ${needs}. Name that version.`,
      ];
    case "program":
      return [
        "is a program, which Caddy can't import. Name the package of the plugin, below the module's path.",
      ];
    case "compile":
      return ["does not compile in this image. Take another version of it."];
  }
}
