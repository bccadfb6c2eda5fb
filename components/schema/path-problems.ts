/** A hint for a string that is no path on a Docker host; the rule where there is none. */
const ABSOLUTE = /^(\/(?!\/)|[A-Za-z]:[\\/])/;
const HOST_RULE =
  'must be an absolute path on the Docker host, such as "/srv/caddy" or "C:\\\\caddy"';

/** @internal Why a string is no path on a Docker host; completes "<setting> …". */
export function hostPathProblem(path: string): string | undefined {
  if (ABSOLUTE.test(path)) return undefined;
  if (/^[a-z]+:\/\//.test(path)) return `is an address; ${HOST_RULE}`;
  if (/^(~|\.{1,2}(?=[\\/]|$))/.test(path))
    return `is a path of the client's form; it ${HOST_RULE}`;
  return HOST_RULE;
}

/** @internal Why a string is no path on the machine that runs Pulumi; completes "<setting> …". */
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
