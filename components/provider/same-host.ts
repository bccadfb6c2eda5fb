import { realpathSync } from "node:fs";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { DockerHost } from "../docker/host/engine";
import { type Problem, problem } from "../schema/problems";
import { Refusal } from "../schema/refusal";
import { hostOf, knownHostOf, providerOfDocker } from "./host-of";

/** A component that others are behind or on, and its name in messages. */
export interface Front {
  /** Such as "entry point". */
  readonly noun: string;
  readonly component: pulumi.ComponentResource;
}

/**
 * The options of a component that is behind another one: where neither they nor their parent name a
 * Docker provider, they inherit the other one's, with its Docker host, keys and logins.
 */
export function withProviderOf(
  front: pulumi.ComponentResource | undefined,
  opts: pulumi.ComponentResourceOptions = {},
): pulumi.ComponentResourceOptions {
  const provider = providerOfDocker(front);
  if (provider === undefined || namesProvider(opts)) return opts;
  const given = Array.isArray(opts.providers)
    ? opts.providers
    : Object.values(opts.providers ?? {});
  return { ...opts, providers: [...given, provider] };
}

function namesProvider({ parent, provider, providers = [] }: pulumi.ComponentResourceOptions) {
  const given = [provider, ...Object.values(providers)];
  return given.some(docker.Provider.isInstance) || providerOfDocker(parent) !== undefined;
}

/**
 * The problem of a component whose Docker host differs from that of the component it is behind. Where
 * a program made the provider itself, only Pulumi knows its host: the refusal then comes later.
 */
export function hostProblems(
  subject: string,
  component: pulumi.ComponentResource,
  front: Front,
): Problem[] {
  const [own, other] = [knownHostOf(component), knownHostOf(front.component)];
  if (own !== undefined && other !== undefined) return differences(own, other, front.noun);
  laterProblems(component, front).apply((problems) => {
    if (problems.length > 0) throw new Refusal(subject, problems);
  });
  return [];
}

/** The same problem, once Pulumi knows the hosts of the providers. */
export function laterProblems(
  component: pulumi.ComponentResource,
  { component: front, noun }: Front,
): pulumi.Output<Problem[]> {
  const [own, other] = [providerOfDocker(component), providerOfDocker(front)];
  return pulumi
    .all([hostOf(component), hostOf(front), own?.context, other?.context])
    .apply(([one, two, ...contexts]) =>
      own === other || contexts.some(Boolean) ? [] : differences(one, two, noun),
    );
}

function differences(own: DockerHost, other: DockerHost, noun: string): Problem[] {
  if (!areApart(own.url, other.url)) return [];
  const message =
    `must lead to the Docker host of its ${noun}, ${other.url}, got ${own.url}. ` +
    `Leave it out here and in parents: then the provider of the ${noun} is used.`;
  return [problem("opts.provider", message)];
}

/**
 * Whether two addresses certainly belong to two Docker hosts. One engine can listen at several
 * addresses and ports of one machine.
 */
export function areApart(one: string, other: string): boolean {
  const sockets = [one, other].map(socketOf);
  if (sockets.every((socket) => socket !== undefined)) return sockets[0] !== sockets[1];
  return machineOf(one) !== machineOf(other);
}

function socketOf(url: string): string | undefined {
  const [, path] = /^(?:unix|npipe):\/\/(.+)$/.exec(url) ?? [];
  if (path === undefined) return undefined;
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

const LOOPBACK = /^(localhost|127\.[\d.]+|\[::1\])$/;

function machineOf(url: string): string {
  if (socketOf(url) !== undefined || !URL.canParse(url)) return "localhost";
  const host = new URL(url).hostname.toLowerCase();
  return LOOPBACK.test(host) ? "localhost" : host;
}
