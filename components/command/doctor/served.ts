// What the stack serves: its containers, its routes and its certificates.

import { lastLines } from "../../docker/containers/output";
import { connect } from "../../docker/host/client";
import { pendingCertificates, pendingText } from "../../docker/routes/certificates";
import { askAll } from "../../docker/routes/probe";
import { lastRefusal } from "../../docker/routes/served";
import type { Deployed, DeployedEntry } from "../stack/model";
import { isUndeclared } from "../status/faults";
import type { ComponentStatus, HostCertificate, StackStatus } from "../status/model";
import { left } from "../status/times";
import { bad, type Finding, ok, problemsOr, unknown } from "./finding";

/** Checks what runs, by what `status` found. */
export function checkRunning(status: StackStatus, repair: string): Finding[] {
  const { components } = status;
  const reached = components.filter((each) => each.reached);
  const sum = (of: "healthy" | "wanted") =>
    reached.reduce((total, { health }) => total + (health?.[of] ?? 0), 0);
  const sick = reached
    .filter(({ health }) => health !== undefined && health.healthy < health.wanted)
    .map(sickText);
  const drift = reached.flatMap((each) => each.drift.map((phrase) => `${each.name}: ${phrase}`));
  return [
    ...problemsOr("containers", sick, `${sum("healthy")} of ${sum("wanted")} healthy`),
    ...problemsOr(
      "drift",
      drift.map((phrase) =>
        isUndeclared(phrase) ? `${phrase}.` : `${phrase}. To repair it: ${repair}`,
      ),
      "nobody changed anything by hand",
    ),
    ...status.unknown.map((text) => unknown("status", text)),
  ];
}

function sickText({ name, health, problems, drift }: ComponentStatus): string {
  const [why] = [...drift, ...problems];
  const reason = why === undefined ? "" : `: ${why}`;
  return `${name}: ${health?.healthy} of ${health?.wanted} healthy${reason}. Its log: gatehouse logs ${name}`;
}

/** Asks the URLs of all routes, through their entry points. */
export async function checkRoutes({ services }: Deployed): Promise<Finding[]> {
  const routed = services.filter(({ routes }) => routes.length > 0);
  const asked = await Promise.all(
    routed.map(({ docker, routes }) =>
      askAll(
        docker,
        routes.flatMap(({ probes = [] }) => probes),
      ),
    ),
  );
  const answers = asked.flat();
  const silent = answers.filter(({ problem }) => problem !== undefined);
  if (answers.length === 0) {
    return routed.length === 0 ? [] : [unknown("routes", "no URL can be asked from this machine")];
  }
  return problemsOr(
    "routes",
    silent.map(
      ({ url, problem }) =>
        `${url} does not answer: ${problem}. Look at the logs of its service and of the proxy.`,
    ),
    `${answers.length} URLs answer`,
  );
}

/** How many lines of a log are read, the last ones. */
const LINES = { tail: 2_000 };

/** Checks whether an entry point has loaded the configuration that its labels make. */
export async function checkConfiguration({ name, docker, controller, tasks }: DeployedEntry) {
  if (tasks.length > 0) return [];
  const refusal = lastRefusal(await lastLines(connect(docker), controller, LINES));
  if (refusal === undefined) return [ok("configuration", `${name} has loaded its last one`)];
  return [bad("configuration", `${name}: ${refusal.message}\nWhat it had before keeps serving.`)];
}

/** Caddy renews a certificate when a third of its time is left; from this share on it is late. */
const LATE = 1 / 6;

/** Checks the certificates of an entry point's hosts; of a missing one it tells what the CA answered. */
export async function checkCertificates(
  entry: DeployedEntry,
  certificates: readonly HostCertificate[],
  now: number,
): Promise<Finding[]> {
  const wrong = certificates.filter((each) => isLate(each, now));
  if (wrong.length === 0) return [ok("certificates", fineText(certificates, now))];
  if (entry.tasks.length > 0) return wrong.map((each) => bad("certificates", plainText(each, now)));
  const lines = await lastLines(connect(entry.docker), entry.server, LINES);
  const hosts = wrong.map(({ host }) => host);
  const pending = new Map(
    pendingCertificates(lines, hosts).map((each) => [each.host, pendingText(each)]),
  );
  return wrong.map((each) => bad("certificates", pending.get(each.host) ?? plainText(each, now)));
}

function isLate({ from, until }: HostCertificate, now: number): boolean {
  if (from === undefined || until === undefined) return true;
  const [begin, end] = [Date.parse(from), Date.parse(until)];
  return end - now < (end - begin) * LATE;
}

function fineText(certificates: readonly HostCertificate[], now: number): string {
  const next = certificates.flatMap(({ until }) => until ?? []).sort()[0];
  if (next === undefined) return "no host needs one";
  return `${certificates.length} valid, the first one for ${left(next, now)}`;
}

function plainText({ host, until }: HostCertificate, now: number): string {
  const advice = "Look at the log of the proxy for what its CA answered.";
  if (until === undefined) return `${host} has no certificate. ${advice}`;
  if (Date.parse(until) <= now) return `the certificate of ${host} has expired. ${advice}`;
  return `the certificate of ${host} expires in ${left(until, now)}, and Caddy should have renewed it. ${advice}`;
}
