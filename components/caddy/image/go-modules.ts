// The Go modules that an image of Caddy is built with.
import { z } from "zod";
import { requiredModules } from "../../resources/built-image/sources";

const RULE =
  'must be the path of a Go module, or of a package in it, and its version, such as "github.com/mholt/caddy-l4@v0.1.2"';

/** A Go module's path, and a version that never means another source. */
const PATH = /^[A-Za-z0-9][A-Za-z0-9-]*(\.[A-Za-z0-9-]+)+(\/[A-Za-z0-9_~][\w.~-]*)+$/;
const VERSION = /^v\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+incompatible)?$/;

/** The problem of a Go module; `undefined` for one that can be tried. */
function problemOf(given: string): string | undefined {
  const [path = "", version, ...more] = given.split("@");
  if (!PATH.test(path) || more.length > 0) return RULE;
  if (version === undefined || !VERSION.test(version)) {
    return `must have an exact version, as in "${path}@v1.2.3" (https://pkg.go.dev/${path}?tab=versions lists them)`;
  }
  for (const [present, ours] of requiredModules()) {
    if (path !== present && !path.startsWith(`${present}/`)) continue;
    return `must be left out, since every image has ${present} ${ours}`;
  }
  return undefined;
}

/** @internal Checks the Go modules. */
export const goModules = z
  .array(
    z.string({ error: RULE }).superRefine((given, context) => {
      const message = problemOf(given);
      if (message !== undefined) context.addIssue({ code: "custom", message });
    }),
    { error: 'must be an array of Go modules, such as ["github.com/mholt/caddy-l4@v0.1.2"]' },
  )
  .superRefine((given, context) => {
    for (const [index, each] of given.entries()) {
      const earlier = given.slice(0, index).find((other) => pathOf(other) === pathOf(each));
      if (earlier === undefined) continue;
      const message = `must differ from the others in its path, but there is ${JSON.stringify(earlier)}`;
      context.addIssue({ code: "custom", path: [index], message });
    }
  });

function pathOf(goModule: unknown): string {
  return String(goModule).replace(/@.*$/, "");
}
