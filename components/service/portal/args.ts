import { isIP } from "node:net";
import { Publish } from "../../caddy/args";
import type { CaddyProxy } from "../../caddy/caddy-proxy";
import type { TlsPolicy } from "../../caddy/tls/tls";
import { TlsMode, tlsMode } from "../../caddy/tls/tls-mode";
import { hosts } from "../../labels/values";
import { type Problem, problem } from "../../schema/problems";
import { entryPoint, strictObject } from "../../schema/values";
import { type ClientAuth, clientAuth, requiresCertificate } from "../client-auth";
import {
  type BasicAuth,
  basicAuthSchema,
  type ForwardAuth,
  forwardAuthSchema,
} from "../options/authentication";

/** The arguments of {@link Portal}. A change updates the route or the page, and replaces no container. */
export interface PortalArgs {
  /** The entry point, whose server serves the page. Not in a Swarm. */
  entry: CaddyProxy;
  /** Domain names of the page. Nothing else can be on them. */
  hosts: string[];
  /** Where its certificates come from. Default: the entry point's `tls`. */
  tls?: TlsMode;
  /** Requires a user name and a password. Default: no authentication. */
  basicAuth?: BasicAuth;
  /** Lets another service authenticate requests. Default: no authentication. */
  forwardAuth?: ForwardAuth;
  /** The certificates that browsers need. Default: none. */
  clientAuth?: ClientAuth;
}

const settings = {
  /** Domain names of the page. Nothing else can be on them. */
  hosts,
  /** Where its certificates come from. Default: `gatehouse:tls`. */
  tls: tlsMode.optional(),
  /** Requires a user name and a password: { users: ["ops"] }. Default: no authentication. */
  basicAuth: basicAuthSchema.optional(),
  /** Lets another service authenticate requests. Default: no authentication. */
  forwardAuth: forwardAuthSchema.optional(),
  /** The certificates that browsers need. Default: none. */
  clientAuth: clientAuth.optional(),
};

/** @internal Checks the arguments in a stack's file. */
export const portalSettings = strictObject("a setting of the portal", settings);

/** @internal Checks {@link PortalArgs}. */
export const portalSchema = strictObject("an argument of a Portal", {
  entry: entryPoint,
  ...settings,
});

/** The problem of a page that everybody could read. */
export function publicProblems(args: PortalArgs, tls: TlsPolicy): Problem[] {
  const { basicAuth, forwardAuth, clientAuth: certificates } = args;
  if (basicAuth !== undefined || forwardAuth !== undefined) return [];
  if (requiresCertificate(certificates)) return [];
  const reason = publicReason(args.entry, tls);
  if (reason === undefined) return [];
  return [
    problem(
      "",
      `must have basicAuth, forwardAuth or clientAuth, since ${reason}: everybody could read which services, ` +
        'images and faults there are. Write basicAuth: { users: ["ops"] }.',
    ),
  ];
}

/** Why others than this machine's users can reach the page; `undefined` where they can't. */
function publicReason({ address, publish }: CaddyProxy, { mode }: TlsPolicy): string | undefined {
  if (!isLoopback(address)) {
    const place = publish === Publish.HostNetwork ? "listens" : "is published";
    return `the entry point ${place} on ${address}`;
  }
  return mode === TlsMode.Acme ? "its certificate comes from a public CA" : undefined;
}

function isLoopback(address: string): boolean {
  return isIP(address) === 4 ? address.startsWith("127.") : address === "::1";
}
