// The image of the proxy, and the modules that the sites need in it.
import type { Code } from "../../code/code";
import { list, object } from "../../code/code";
import { fieldOf, type Located, textOf } from "../../compose/tree";
import type { NeededModules } from "../routing";
import type { Target } from "../target";

const STOCK = /^(docker\.io\/)?lucaslorentz\/caddy-docker-proxy(:|@|$)/;

/** Whether the proxy's image is a version of the usual one, which has Caddy's standard modules only. */
export function isStock(proxy: Located | undefined): boolean {
  const image = textOf(fieldOf(proxy, "image")) ?? "";
  return STOCK.test(image) && /[:@]/.test(image);
}

/** Sets the image from that of the proxy. */
export function carryImage(service: Located, to: Target, needed: NeededModules): void {
  const image = textOf(fieldOf(service, "image"));
  const build = fieldOf(service, "build");
  if (build !== undefined) {
    to.note(
      build.at,
      "build",
      "build and push the proxy's image yourself, and name it: pulumi config set caddyImage <reference>. BuiltCaddyImage builds one with rate limits, a cache and the Go modules that you name.",
    );
    carryModules(to.config.plain("caddyImage"), to, needed);
  } else if (image !== undefined && !STOCK.test(image)) carryModules(image, to, needed);
  else {
    // A Caddyfile has no version of the proxy.
    if (image?.includes(":")) {
      to.note(
        fieldOf(service, "image")?.at ?? service.at,
        "image",
        `${image} becomes the version that this package is tested with, images.caddy.`,
      );
    }
    if (needed.modules.length + needed.directives.length > 0) carryModules(undefined, to, needed);
  }
}

/** Sets an image with the modules, and says which. */
export function carryModules(
  reference: Code | undefined,
  to: Target,
  { modules, directives }: NeededModules,
): void {
  if (modules.length + directives.length > 0) {
    const place = { file: to.service, line: 1, column: 1 };
    const names = [...modules, ...directives.map((name) => `the directive ${name}`)].join(", ");
    to.note(
      place,
      "image",
      `the proxy's image must have ${names}: compare with caddy list-modules in it. Without them the proxy loads no configuration.`,
    );
  }
  to.set(
    "image",
    object({
      reference: reference ?? to.config.plain("caddyImage"),
      modules: some(modules),
      directives: some(directives),
    }),
  );
}

function some(names: readonly string[]): Code | undefined {
  return names.length === 0 ? undefined : list(names);
}
