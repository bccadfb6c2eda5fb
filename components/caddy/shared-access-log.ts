import type { Directive, Site } from "../labels";
import { type AccessLog, accessLogDirective } from "./access-log";

/** Name of the log that all sites share; Caddy's entries say `http.log.access.access`. */
const NAME = "access";

/** The directive that logs a site's requests as the entry point says for all. */
export function sharedLogDirective(accessLog: AccessLog): Directive {
  return accessLogDirective(NAME, accessLog);
}

/** The site with the entry point's log, unless it says of logs something itself. */
export function withAccessLog(site: Site, accessLog: AccessLog | undefined): Site {
  const { addresses, directives } = site;
  const own = directives.some(
    ({ name, matcher }) => name === "log" || (name === "log_skip" && matcher === undefined),
  );
  if (accessLog === undefined || own) return site;
  return { addresses, directives: [...directives, sharedLogDirective(accessLog)] };
}
