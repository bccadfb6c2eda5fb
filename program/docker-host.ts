import * as pulumi from "@pulumi/pulumi";
import { type ConfiguredHost, HostSource, type ResolvedHost } from "../components/docker/host";
import type { DockerHostArgs } from "../components/provider/docker-host-args";
import { providerConfig } from "../components/provider/host-of";
import { resolveConfiguredHost, resolveTypedHost } from "../components/provider/resolve";
import { Refusal } from "../components/schema/refusal";
import { encryptedKeys, mustNotBeEncrypted } from "./secrets";

/** The Docker host of a stack. */
export interface StackHost extends ResolvedHost {
  /** Whether the Docker provider has to be told of it, since it would not find it by itself. */
  readonly explicit: boolean;
}

/** What the Docker provider takes by itself from the stack's configuration and from `DOCKER_HOST`. */
const FOUND_BY_PROVIDER: readonly HostSource[] = [
  HostSource.Configuration,
  HostSource.HostVariable,
  HostSource.Platform,
];

/** Settings of the Docker provider that routes take from the stack's configuration, too. */
const WAYS = ["host", "certPath", "sshOpts"];

/**
 * The Docker host of the running stack: `gatehouse:host`, else `docker:host` with `docker:certPath`
 * and `docker:sshOpts`, else the one that Docker's client chooses.
 *
 * @param typed `gatehouse:host`.
 * @throws Refusal where that can't be a host, is encrypted, or is configured twice and differently.
 */
export function resolveStackHost(typed: DockerHostArgs | undefined): StackHost {
  const subject = `Pulumi.${pulumi.getStack()}.yaml`;
  const encrypted = encryptedKeys("docker:").filter((key) => WAYS.includes(key));
  if (encrypted.length > 0) {
    throw new Refusal(
      subject,
      encrypted.map((key) => mustNotBeEncrypted(`docker:${key}`)),
    );
  }
  const untyped = providerConfig();
  if (typed === undefined) {
    const chosen = resolveConfiguredHost(subject, untyped);
    return { ...chosen, explicit: !FOUND_BY_PROVIDER.includes(chosen.source) };
  }
  const chosen = resolveTypedHost(subject, typed, "gatehouse:host.");
  const problems = differences(chosen, untyped);
  if (problems.length > 0) throw new Refusal(subject, problems);
  return { ...chosen, explicit: true };
}

function differences({ host }: ResolvedHost, untyped: ConfiguredHost): string[] {
  const pairs = [
    ["docker:host", untyped.host, host.url],
    ["docker:certPath", untyped.certPath, host.certPath],
    ["docker:sshOpts", untyped.sshOpts?.join(" "), host.sshOpts?.join(" ")],
  ] as const;
  return pairs
    .filter(([, one, other]) => one !== undefined && one !== other)
    .map(
      ([key, one, other]) =>
        `${key} and gatehouse:host say it differently, ${JSON.stringify(one)} and ` +
        `${JSON.stringify(other ?? "nothing")}. Remove ${key}.`,
    );
}
