import { clientPathProblem, hostPathProblem } from "./path-problems";
import { Refusal } from "./refusal";

declare const ON_HOST: unique symbol;
declare const ON_CLIENT: unique symbol;

/** An absolute path on a Docker host, in its own form: `/srv/caddy`, or `C:\caddy` on Windows. */
export type HostPath = string & { readonly [ON_HOST]: true };

/**
 * A path on the machine that runs Pulumi, in its own form: with `/`, on Windows also `C:\…` and `\`.
 * A relative one starts at the folder of the program.
 */
export type ClientPath = string & { readonly [ON_CLIENT]: true };

/**
 * A path on a Docker host.
 *
 * @throws Refusal where the string is no such path.
 */
export function onHost(path: string): HostPath {
  return checked("HostPath", path, hostPathProblem(path)) as HostPath;
}

/**
 * A path on the machine that runs Pulumi.
 *
 * @param platform whose form the path has. Default: this machine's.
 * @throws Refusal where it has another form.
 */
export function onClient(path: string, platform: NodeJS.Platform = process.platform): ClientPath {
  return checked("ClientPath", path, clientPathProblem(path, platform)) as ClientPath;
}

function checked(type: string, path: string, rule: string | undefined): string {
  if (rule === undefined) return path;
  throw new Refusal(type, [`${rule}, got ${JSON.stringify(path)}.`]);
}
