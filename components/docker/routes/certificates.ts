// Certificates that the proxy does not have yet, by what its ACME client has logged of them.

import type { LogLine } from "../containers/output";
import { entryOf } from "./caddy";

/** A certificate that Caddy is trying to get. */
export interface PendingCertificate {
  readonly host: string;
  /** The ACME server: the URL of its directory or, before any challenge, Caddy's name for it. */
  readonly server?: string;
  /** The answer of the ACME server to each challenge; empty where it has not answered yet. */
  readonly challenges: Readonly<Record<string, string>>;
  /** Why the last attempt failed, where no challenge is the reason. */
  readonly error?: string;
  /** When the last attempt failed, by the engine's clock, and the seconds until the next one. */
  readonly failed?: { readonly time: number; readonly retryIn: number };
}

/** An entry about one certificate. */
interface Step {
  readonly time: number;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const BEGUN = "obtaining certificate";
const OBTAINED = "certificate obtained successfully";
const TRIED = "trying to solve challenge";
const CHALLENGE_FAILED = "challenge failed";
const ATTEMPT_FAILED = "could not get certificate from issuer";
const WILL_RETRY = "will retry";

/** The certificates of these hosts that Caddy is trying to get. */
export function pendingCertificates(
  lines: readonly LogLine[],
  hosts: readonly string[],
): PendingCertificate[] {
  const steps = lines.flatMap(({ time, text }) => {
    const { head = [], fields = {} } = entryOf(text) ?? {};
    const message = head.at(-1);
    return message === undefined ? [] : [{ time, message, fields }];
  });
  return hosts.flatMap((host) => pendingOf(host, steps) ?? []);
}

function pendingOf(host: string, steps: readonly Step[]): PendingCertificate | undefined {
  const own = steps.filter(({ fields }) => isAbout(fields, host));
  const open = sinceFailure(after(own, OBTAINED));
  if (open.length === 0) return undefined;
  const challenges = challengesOf(open);
  const attempt = open.findLast(({ message }) => message === ATTEMPT_FAILED);
  const retry = open.findLast(({ message }) => message === WILL_RETRY);
  const error = attempt?.fields.error ?? retry?.fields.error;
  const byChallenge = Object.values(challenges).some((answer) => answer !== "");
  const server = open.findLast(({ fields }) => fields.ca !== undefined)?.fields.ca;
  return {
    host,
    challenges,
    server: textOf(server ?? attempt?.fields.issuer),
    error: byChallenge ? undefined : textOf(error),
    failed: retry && { time: retry.time, retryIn: Number(retry.fields.retrying_in) },
  };
}

/** The steps behind the last one with this message; all where none has it. */
function after(steps: readonly Step[], last: string): readonly Step[] {
  return steps.slice(steps.findLastIndex(({ message }) => message === last) + 1);
}

/** The last attempt that has failed, and what follows it; an earlier one may have had another reason. */
function sinceFailure(steps: readonly Step[]): readonly Step[] {
  const failed = steps.findLastIndex(({ message }) => message === WILL_RETRY);
  const begun = steps.slice(0, failed + 1).findLastIndex(({ message }) => message === BEGUN);
  return begun < 0 ? steps : steps.slice(begun);
}

/** A wildcard's certificate is the one of each host below it. Some entries name the host in their error only. */
function isAbout({ identifier, error }: Step["fields"], host: string): boolean {
  const names = [host, host.replace(/^[^.]+/, "*")];
  if (typeof identifier === "string") return names.includes(identifier);
  return typeof error === "string" && names.some((name) => error.startsWith(`[${name}] `));
}

function challengesOf(steps: readonly Step[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { message, fields } of steps) {
    const { challenge_type: type, problem } = fields;
    if (typeof type !== "string") continue;
    if (message === TRIED) found[type] ??= "";
    if (message === CHALLENGE_FAILED) found[type] = answerOf(problem);
  }
  return found;
}

/** A problem document of ACME: its type without what all types begin with, then its words. */
function answerOf(problem: unknown): string {
  const { type = "", detail = "" } = Object(problem);
  return `${String(type).replace("urn:ietf:params:acme:error:", "")}: ${detail}`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** What a person reads of such a certificate: the challenges, the answers, and what to check. */
export function pendingText(pending: PendingCertificate): string {
  const { host, server, challenges, error, failed } = pending;
  const answers = Object.entries(challenges).map(
    ([type, answer]) => `  ${type}: ${answer || "the ACME server has not answered yet"}`,
  );
  return [
    `${host} has no certificate yet. ${failed === undefined ? "Caddy is still getting one." : again(failed)}`,
    ...(server === undefined ? [] : [`  ACME server: ${server}`]),
    ...answers,
    ...(error === undefined ? [] : [`  ${error}`]),
    ...checks(pending).map((check) => `  ${check}`),
  ].join("\n");
}

function again({ retryIn }: { retryIn: number }): string {
  const next = Number.isNaN(retryIn) ? "" : `, next ${retryIn} s after its last attempt`;
  return `Caddy keeps trying without another up${next}.`;
}

/** Reasons beside challenges: a sign in the error, and what to check. */
const CHECKS: readonly (readonly [sign: RegExp, check: string])[] = [
  [
    /x509:|unknown authority/,
    "The proxy does not trust the ACME server's own certificate: give the account its caRoot.",
  ],
  [
    /external ?account|\bEAB\b|\bMAC\b|\bkid\b|key ID/i,
    "Check the account's externalAccount: the keyId and the macKey that the CA has given you.",
  ],
  [/rateLimited/, "The CA limits certificates: wait, or try with AcmeCa.Staging first."],
  [
    /rejectedIdentifier|:caa/,
    "The CA does not certify this name: check the host, and its CAA record.",
  ],
  [
    /dial tcp|no such host|connection refused|timeout|EOF|HTTP 5\d\d/,
    "The proxy can't reach the ACME server: check the account's ca, and whether the server runs.",
  ],
];

function checks({ host, challenges, error = "" }: PendingCertificate): string[] {
  const failed = Object.entries(challenges).filter(([, answer]) => answer !== "");
  const types = failed.map(([type]) => type);
  const ports = Object.entries(PORTS).filter(([type]) => types.includes(type));
  const [, other] = CHECKS.find(([sign]) => sign.test(error)) ?? [];
  return [
    ...(ports.length === 0
      ? []
      : [
          `Check that the DNS records A and AAAA of ${host} lead to this Docker host, and that the CA ` +
            `reaches ${ports.map(([, port]) => `port ${port}`).join(" and ")} there.`,
        ]),
    ...(types.includes("dns-01")
      ? [`Check the DNS provider's token, and that it may change the zone of ${host}.`]
      : []),
    ...(other === undefined ? [] : [other]),
  ];
}

/** The ports that a public CA connects to, by challenge. */
const PORTS: Readonly<Record<string, number>> = { "http-01": 80, "tls-alpn-01": 443 };
