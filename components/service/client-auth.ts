// Certificates of clients (mTLS): which CAs may sign them, and what the service learns of them.
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { CaddyProxy } from "../caddy/caddy-proxy";
import { isInside } from "../caddy/deployment/directories";
import { withTlsOptions } from "../caddy/routing/sites";
import type { TlsPolicy } from "../caddy/tls/tls";
import { TlsMode } from "../caddy/tls/tls-mode";
import type { Site } from "../labels";
import { areDifferentFields, fieldName } from "../labels/values";
import { DeployMode } from "../network/proxy-network";
import { certificatesInput, certificatesProblem, derOf } from "../schema/certificates";
import { type Problem, problem } from "../schema/problems";
import { Refusal } from "../schema/refusal";
import { containerPath, oneOf, strictObject } from "../schema/values";
import { CertificateField, type Identity } from "./options/identity";

/** Whether clients need a certificate. */
export const ClientAuthMode = {
  /**
   * Caddy refuses the connection of a client without a certificate of the CA. `up` has none either: it does
   * not request `health.path` of new containers, which are ready by their `healthcheck` or when they run.
   */
  Require: "require_and_verify",
  /** A client without a certificate reaches the service, too; Caddy refuses one of another CA. */
  Optional: "verify_if_given",
} as const;
export type ClientAuthMode = (typeof ClientAuthMode)[keyof typeof ClientAuthMode];

/**
 * The certificates of clients. They hold for each of the service's hosts as a whole, since TLS comes before
 * a request. With the first such service, Caddy requires of all clients, on all hosts, that the name in TLS
 * is that of the request; others get 421.
 *
 * @example
 * { ca: readFileSync("clients-ca.pem", "utf8"), headers: { "X-Client": CertificateField.Subject } }
 */
export interface ClientAuth {
  /** The CAs that sign them, as PEM. They are no secrets: the service's labels have them. */
  ca?: pulumi.Input<string>;
  /**
   * In place of `ca`, a file with the CAs, PEM, in one of the entry point's `directories`. Caddy reads it
   * when it loads its configuration: after a change of the file, change any route. Not in a Swarm.
   */
  caFile?: string;
  /** Default: `require_and_verify`. */
  mode?: ClientAuthMode;
  /**
   * Headers of requests to the service, and the part of the certificate that each has. Caddy removes those
   * that the client itself sends. Without a certificate there are none. Default: none.
   */
  headers?: Record<string, CertificateField>;
}

const HEADERS = 'must be headers and parts of a certificate, such as { "X-Client": "subject" }';

/** @internal Checks {@link ClientAuth}. */
export const clientAuth = strictObject("a setting of the clients' certificates", {
  ca: certificatesInput.optional(),
  caFile: containerPath.optional(),
  mode: oneOf(ClientAuthMode).optional(),
  headers: z
    .record(fieldName, oneOf(CertificateField), {
      error: ({ code }) => (code === "invalid_key" ? "is not the name of a header" : HEADERS),
    })
    .refine((headers) => areDifferentFields(Object.keys(headers)), {
      error: "must name each header once",
    })
    .optional(),
}).refine(({ ca, caFile }) => (ca === undefined) !== (caFile === undefined), {
  path: ["ca"],
  error: 'must be given, or caFile in its place: readFileSync("clients-ca.pem", "utf8")',
}) satisfies z.ZodType<ClientAuth>;

/** The arguments of a component whose clients may need certificates. */
interface Authenticated {
  readonly entry: CaddyProxy;
  readonly clientAuth?: ClientAuth;
  /** Sites made with the builders. */
  readonly sites?: readonly Site[];
}

/** The problems of the clients' certificates beside the other arguments. */
export function clientAuthProblems(
  { entry, clientAuth, sites = [] }: Authenticated,
  tls: TlsPolicy,
): Problem[] {
  if (clientAuth === undefined) return [];
  const problems: Problem[] = [];
  const refuse = (path: string, rule: string) => problems.push(problem(path, rule));
  if (tls.mode === TlsMode.Off) {
    refuse(
      "clientAuth",
      "must be left out where tls is off: without TLS there are no certificates.",
    );
  }
  if (sites.length > 0) {
    refuse(
      "clientAuth",
      "must be left out beside sites, which would stay open. Write it there, as " +
        "tls(…, { clientAuth }).",
    );
  }
  return [...problems, ...fileProblems(clientAuth, entry)];
}

function fileProblems({ caFile }: ClientAuth, { network, directories }: CaddyProxy): Problem[] {
  if (typeof caFile !== "string") return [];
  const path = "clientAuth.caFile";
  if (network.mode === DeployMode.Swarm) {
    const rule = "must be left out in a Swarm, whose nodes have files of their own. Write ca.";
    return [problem(path, rule)];
  }
  if (isInside(directories, caFile)) return [];
  return [
    problem(
      path,
      "must be in a directory of the Docker host that the entry point can read, got " +
        `${JSON.stringify(caFile)}. Give CaddyProxy directories, or write ca.`,
    ),
  ];
}

/** Whether clients without a certificate get no answer, such as `up` itself. */
export function requiresCertificate(auth: ClientAuth | undefined): boolean {
  return auth !== undefined && auth.mode !== ClientAuthMode.Optional;
}

/** How requests name the owner of the client's certificate. */
export function identityOf(auth: ClientAuth | undefined): Identity | undefined {
  if (auth?.headers === undefined) return undefined;
  return { headers: auth.headers, optional: !requiresCertificate(auth) };
}

/** Stands for the certificates of a CA that only the deployment knows. */
const UNKNOWN_YET = "certificates-of-clientAuth.ca";

/** The site, for clients with certificates. */
export function authenticating(site: Site, auth: ClientAuth | undefined): Site {
  if (auth === undefined) return site;
  const { ca, caFile, mode = ClientAuthMode.Require } = auth;
  const known = typeof ca === "string" ? derOf(ca) : [UNKNOWN_YET];
  const trusted =
    caFile === undefined ? { trustedCaCertificates: known } : { trustedCaFiles: [caFile] };
  return withTlsOptions(site, { clientAuth: { mode, ...trusted } });
}

/** The labels with the certificates of a CA that only the deployment knows. */
export function withCa(
  labels: Readonly<Record<string, string>>,
  auth: ClientAuth | undefined,
  subject: string,
): Record<string, pulumi.Input<string>> {
  const ca = auth?.ca;
  if (ca === undefined || typeof ca === "string") return labels;
  const known = pulumi.unsecret(pulumi.output(ca)).apply((pem) => {
    const message = certificatesProblem(pem);
    if (message !== undefined) throw new Refusal(subject, [problem("clientAuth.ca", message)]);
    return derOf(pem).join(" ");
  });
  return Object.fromEntries(
    Object.entries(labels).map(([key, value]) => [key, value === UNKNOWN_YET ? known : value]),
  );
}
