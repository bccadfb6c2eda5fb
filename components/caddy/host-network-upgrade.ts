import { type Directive, globalOptions, header, type Site, site, when } from "../labels";
import { Publish } from "./publish";

/*
 * On the host's network a proxy that is replaced shares its ports with its successor. It says of each
 * answer that the connection ends with it, for a while, so that clients come back on connections of
 * their own choice. Without that it would close those that are kept at the moment when it stops, and
 * with them requests that are under way on one.
 */

/** Longer than most requests take, and shorter than the 30 s after which Docker kills the proxy. */
const DELAY = "3s";

/** What a proxy is told so that it hands over. */
export function handoverOptions(publish: Publish): readonly Directive[] {
  return publish === Publish.HostNetwork ? globalOptions({ shutdownDelay: DELAY }) : [];
}

/** The site, which ends its clients' connections while its proxy hands over. */
export function handingOver(given: Site, publish: Publish): Site {
  if (publish !== Publish.HostNetwork) return given;
  const stopping = { vars: { "{http.shutting_down}": "true" } };
  const goodbye = when(stopping, header({ set: { Connection: "close" } }));
  return site(given.addresses, ...given.directives, goodbye);
}
