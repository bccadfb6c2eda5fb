// The sources of Caddy in the package.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The path leads there from `components/` and, in the package, from `dist/`. */
const FOLDER = join(__dirname, "../../../toolchain/caddy");

export const DOCKERFILE = "image.Dockerfile";

const SOURCES = [
  DOCKERFILE,
  "go.mod",
  "go.sum",
  "main.go",
  "directives.go",
  "boundedcache/exchange.go",
  "boundedcache/gate.go",
  "boundedcache/handler.go",
  "boundedcache/memory.go",
  "boundedcache/store.go",
  "certificates/metrics.go",
  "modules/main.go",
];

/** The contents of the sources by path. Line ends don't count: Git may change them. */
export function sourceFiles(): Record<string, string> {
  return Object.fromEntries(SOURCES.map((file) => [file, source(file)]));
}

function source(file: string): string {
  return readFileSync(join(FOLDER, file), "utf8").replaceAll("\r\n", "\n");
}

/** What an image is made of, beside the sources. */
export interface ImageParts {
  readonly goImage: string;
  readonly platform?: string;
  /** Go modules with their versions, in the order in which they are added. */
  readonly goModules: readonly string[];
}

/** The tag of an image: a hash of everything that it is made of. */
export function tagOf({ goImage, platform = "", goModules }: ImageParts): string {
  const hash = createHash("sha256").update([goImage, platform, ...goModules].join("\0"));
  for (const [file, content] of Object.entries(sourceFiles())) {
    hash.update(`\0${file}\0${content}`);
  }
  return hash.digest("hex").slice(0, 12);
}

/** The versions of the Go modules that every image has, by path. */
export function requiredModules(): ReadonlyMap<string, string> {
  const lines = source("go.mod").matchAll(/^\s+(\S+\.\S+\/\S+) (v\S+)$/gm);
  return new Map([...lines].map(([, path = "", version = ""]) => [path, version]));
}
