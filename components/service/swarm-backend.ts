import { leadingTo } from "../caddy/upstream-files";
import { type Directive, type DynamicUpstreams, reverseProxy, type Site } from "../labels";
import { tasksOf } from "../swarm/names";
import type { Backend } from "./options";

/**
 * How long Caddy uses the addresses of a service's tasks before it looks them up again. A task leaves
 * DNS when it is asked to stop; what is sent to it after that is tried again elsewhere.
 */
const REFRESH = "500ms";

/** Where a service is in a Swarm: at the addresses that Docker's DNS has for it, whoever has them now. */
export function swarmBackend(name: string, replicas: number): Backend {
  return {
    upstreamsFor: (port) => ({ stable: [], canary: [], lookedUp: lookedUp(name, port) }),
    containers: replicas,
    hashOf: () => "",
  };
}

function lookedUp(name: string, port: number): DynamicUpstreams {
  return { a: tasksOf(name), port, refresh: REFRESH, versions: ["ipv4"] };
}

/** The site with the addresses of a service's tasks in place of `upstreams(port)`. */
export function lookingUp(given: Site, name: string): Site {
  const words = (port: string): readonly Directive[] =>
    reverseProxy({ dynamic: lookedUp(name, Number(port)) }).block;
  return leadingTo(given, () => [], words);
}
