import { Refusal } from "./problems";

declare const ON_HOST: unique symbol;
declare const ON_CLIENT: unique symbol;

/** An absolute path on a Docker host, in its own form: `/srv/caddy`, or `C:\caddy` on Windows. */
export type HostPath = string & { readonly [ON_HOST]: true };

/**
 * A path on the machine that runs Pulumi, in its own form: with `/`, on Windows also `C:\…` and `\`.
 * A relative one starts at the folder of the program.
 */
export type ClientPath = string & { readonly [ON_CLIENT]: true };

/** What else may be meant by a text that is no path on a Docker host; the rule where nothing is. */
const ABSOLUTE = /^(\/(?!\/)|[A-Za-z]:[\\/])/;
const HOST_RULE =
  'must be an absolute path on the Docker host, such as "/srv/caddy" or "C:\\\\caddy"';

/**
 * A path on a Docker host.
 *
 * @throws Refusal where it is none.
 */
export function onHost(path: string): HostPath {
  return checked("HostPath", path, hostPathProblem(path)) as HostPath;
}

/**
 * A path on the machine that runs Pulumi.
 *
 * @param platform whose form it has. Default: this machine's.
 * @throws Refusal where it has another's.
 */
export function onClient(path: string, platform: NodeJS.Platform = process.platform): ClientPath {
  return checked("ClientPath", path, clientPathProblem(path, platform)) as ClientPath;
}

/** @internal Why a text is no path on a Docker host; completes "<setting> …". */
export function hostPathProblem(path: string): string | undefined {
  if (ABSOLUTE.test(path)) return undefined;
  if (/^[a-z]+:\/\//.test(path)) return `is an address; ${HOST_RULE}`;
  if (/^(~|\.{1,2}(?=[\\/]|$))/.test(path))
    return `is a path of the client's form; it ${HOST_RULE}`;
  return HOST_RULE;
}

/** @internal Why a text is no path on the machine that runs Pulumi; completes "<setting> …". */
export function clientPathProblem(
  path: string,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  if (path === "" || /^[a-z]{2,}:\/\//.test(path)) {
    return 'must be a path on the machine that runs Pulumi, such as "certificates"';
  }
  if (platform === "win32") return undefined;
  return /^[A-Za-z]:[\\/]|\\/.test(path)
    ? "is a path of Windows' form, and this machine, which runs Pulumi and reads it, is none"
    : undefined;
}

function checked(type: string, path: string, problem: string | undefined): string {
  if (problem === undefined) return path;
  throw new Refusal(type, [`${problem}, got ${JSON.stringify(path)}.`]);
}
