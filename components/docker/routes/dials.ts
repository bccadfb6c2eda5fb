// Why a proxy gets no answer from an upstream that Pulumi does not run, by the errors in its log.

import type { LogLine } from "../containers/output";
import { errorOf } from "./caddy";

/** Causes: a sign in Caddy's error, and what it means, with its fix. */
const CAUSES: readonly (readonly [sign: RegExp, meaning: string])[] = [
  [
    /dial unix .*permission denied/,
    "The proxy may not connect to the socket: it runs as user 65532, which needs the right to write the " +
      "socket, and x on its directories.",
  ],
  [/dial unix .*no such file/, "There is no such socket: start the program that makes it."],
  [/dial unix .*connection refused/, "Nothing listens on the socket any more: start its program."],
  [
    /connection refused/,
    "Nothing listens there. A process that listens on 127.0.0.1 only can't be reached from a container: " +
      "have it listen on 0.0.0.0.",
  ],
  [
    /no such host|server misbehaving/,
    "The proxy's container can't resolve that name: write an address.",
  ],
  [
    /i\/o timeout|context deadline exceeded|no route to host|network is unreachable/,
    "Nothing answers there: the machine is off, or a firewall drops packets from containers.",
  ],
  [
    /certificate is (not )?valid for|doesn't contain any IP SANs|not valid for any names/,
    "Its certificate is for another name: write that as upstreamTls.serverName.",
  ],
  [
    /signed by unknown authority/,
    "Its certificate is of a CA that the proxy does not trust: write that as upstreamTls.ca.",
  ],
  [/certificate has expired/, "Its certificate has expired, or a clock is wrong."],
  [
    /server gave HTTP response to HTTPS/,
    "It does not use TLS: write http:// in place of https://.",
  ],
  [
    /malformed HTTP (response|version)|http2: |frame/,
    "It speaks something else there: check the scheme, http://, https:// or h2c://, and the port.",
  ],
  [/EOF|connection reset/, "It closed the connection without an answer."],
];

/**
 * What the proxy met at the upstreams of routes that don't answer: each error with its meaning.
 *
 * @param lines of the proxy's log.
 * @param hosts of the routes' URLs.
 * @returns lines of a message; none where the log has no such error.
 */
export function dialErrors(lines: readonly LogLine[], hosts: ReadonlySet<string>): string[] {
  const found = lines.map(({ text }) => errorOf(text)).filter((each) => each !== undefined);
  const own = found.filter(({ host }) => host !== undefined && hosts.has(host));
  const checks = found.filter(({ host }) => host === undefined);
  const errors = new Set([...own, ...checks].map(({ error }) => error));
  return [...errors].slice(-5).flatMap((error) => {
    const [, meaning] = CAUSES.find(([sign]) => sign.test(error)) ?? [];
    return meaning === undefined ? [`  ${error}`] : [`  ${error}`, `  ${meaning}`];
  });
}
