import type { Site } from "../../labels";
import { stable } from "../../labels/matchers/words";
import { type Directive, directive } from "../../labels/model/directive";
import { keepsCopiedHeaders } from "../../service/options/authentication";
import { canonical } from "./canonical";

/**
 * What a ProxiedService says to Caddy beside its routes, so that an update loses no request: it waits for a
 * container and tries another one, soon gives up one that is gone, and keeps streams open across reloads.
 * Beside these, it keeps clients from dropping the headers that `forward_auth` copies.
 */
const ADDED: readonly Directive[] = [
  directive("lb_try_duration", ["5s"]),
  directive("lb_try_interval", ["20ms"]),
  directive("lb_retry_match", [], [directive("method", ["GET", "HEAD", "OPTIONS"])]),
  directive("stream_close_delay", ["5m"]),
  directive("fail_duration", ["5s"]),
];

/** Such options of the transport to a service. */
const ADDED_TO_TRANSPORT: readonly Directive[] = [
  directive("dial_timeout", ["500ms"]),
  directive("keepalive_idle_conns_per_host", ["256"]),
];

/**
 * The site in a form that is equal for all with its routes: without what a ProxiedService adds, and without a
 * `handle` around everything.
 */
export function comparable({ addresses, directives }: Site): Site {
  const bare = withoutAdded(directives).map(canonical);
  const [only, ...others] = bare.filter(({ name }) => name !== "tls");
  const wrapped =
    only?.name === "handle" &&
    only.matcher === undefined &&
    others.length === 0 &&
    only.block.length > 0;
  const rest = wrapped ? [...bare.filter(({ name }) => name === "tls"), ...only.block] : bare;
  return { addresses, directives: [...rest].sort(byContent) };
}

function byContent(a: Directive, b: Directive): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return 0;
}

/** The directives without what a ProxiedService adds, at any depth. */
function withoutAdded(directives: readonly Directive[]): Directive[] {
  return directives.filter((each) => !keepsCopiedHeaders(each)).map(without);
}

function without(given: Directive): Directive {
  const block = withoutAdded(given.block);
  if (given.name !== "reverse_proxy") return { ...given, block };
  const kept = block.filter((each) => !isOneOf(ADDED, each)).flatMap(transport);
  return { ...given, block: kept };
}

function transport(given: Directive): Directive[] {
  if (given.name !== "transport" || given.args[0] !== "http") return [given];
  const block = given.block.filter((each) => !isOneOf(ADDED_TO_TRANSPORT, each));
  return block.length === 0 ? [] : [{ ...given, block }];
}

function isOneOf(all: readonly Directive[], given: Directive): boolean {
  return all.some((each) => stable(each) === stable(given));
}
