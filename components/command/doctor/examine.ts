// All checks of `gatehouse doctor`.
import { reasonOf } from "../failure";
import type { Deployed, DeployedEntry } from "../stack/model";
import type { PulumiCommand } from "../stack/pulumi";
import { statusOf } from "../status/gather";
import type { StackStatus } from "../status/model";
import { configuredHost } from "./configured";
import { checkEngine } from "./engine";
import { type Finding, unknown } from "./finding";
import { checkNames } from "./names";
import { checkCertificates, checkConfiguration, checkRoutes, checkRunning } from "./served";
import { checkState } from "./state";
import { checkTools } from "./tools";

/** The findings about one thing. */
export interface Chapter {
  /** What they are about, such as `Stack dev`. */
  readonly about: string;
  readonly findings: readonly Finding[];
}

/** Checks this machine, the state of a stack, its Docker hosts and what it serves. */
export async function examineStack(pulumi: PulumiCommand, stack: string): Promise<Chapter[]> {
  const [tools, { deployed, findings }] = await Promise.all([
    checkTools(pulumi),
    checkState(pulumi, stack),
  ]);
  const chapters = [
    { about: "This machine", findings: tools },
    { about: `State of stack ${stack}`, findings },
  ];
  if (deployed === undefined || deployed.hosts.length === 0) {
    return [...chapters, await checkConfigured(pulumi, stack)];
  }
  const [hosts, served] = await Promise.all([
    Promise.all(deployed.hosts.map((host) => checkEngine(host, deployed))),
    checkServed(deployed, `${pulumi.shown} up --refresh --stack ${stack}`),
  ]);
  return [
    ...chapters,
    { about: "Docker hosts", findings: hosts.flat() },
    { about: "What the stack serves", findings: served },
  ];
}

async function checkConfigured(pulumi: PulumiCommand, stack: string): Promise<Chapter> {
  const about = "Docker host";
  try {
    return { about, findings: await checkEngine(await configuredHost(pulumi, stack)) };
  } catch (error) {
    return { about, findings: [unknown("Docker", reasonOf(error))] };
  }
}

async function checkServed(deployed: Deployed, repair: string): Promise<Finding[]> {
  const now = Date.now();
  const status = await statusOf(deployed, now);
  const entries = deployed.entries.map((entry) => checkEntry(entry, deployed, status, now));
  const checks = await Promise.all([checkRoutes(deployed), checkNames(deployed), ...entries]);
  return [...checkRunning(status, repair), ...checks.flat()];
}

async function checkEntry(
  entry: DeployedEntry,
  { services }: Deployed,
  { components }: StackStatus,
  now: number,
): Promise<Finding[]> {
  const names = services.filter((each) => each.entry === entry).map(({ name }) => name);
  const behind = components.filter(({ name, reached }) => reached && names.includes(name));
  if (behind.length === 0) return [];
  const certificates = behind.flatMap((each) => each.certificates ?? []);
  const checks = [checkConfiguration(entry), checkCertificates(entry, certificates, now)];
  return (await Promise.all(checks)).flat();
}
