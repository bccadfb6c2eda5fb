import * as pulumi from "@pulumi/pulumi";
import type { DockerHostArgs, HostProvider, RegistryLogin } from "../components";
import { type ConfiguredHost, HostSource, type ResolvedHost } from "../components/docker/host/host";
import { registryOf } from "../components/docker/images/mirror";
import { providerOf } from "../components/provider/docker-provider";
import { providerConfig } from "../components/provider/host-of";
import { resolveConfiguredHost, resolveTypedHost } from "../components/provider/resolve";
import { type Problem, problem } from "../components/schema/problems";
import { Refusal } from "../components/schema/refusal";
import { encryptedKeys, mustNotBeEncrypted } from "./secrets";
import type { Settings } from "./settings";

/** The Docker host of a stack. */
export interface StackHost extends ResolvedHost {
  /** Whether the program must configure the Docker provider, which would not find the host itself. */
  readonly explicit: boolean;
}

/** The sources that the Docker provider reads itself. */
const FOUND_BY_PROVIDER: readonly HostSource[] = [
  HostSource.Configuration,
  HostSource.HostVariable,
  HostSource.Platform,
];

/** Settings of the Docker provider that the state of a route also holds, in clear. */
const KEPT_BY_ROUTES = ["host", "certPath", "sshOpts"];

/**
 * Resolves the Docker host of the running stack: `gatehouse:host`, else `docker:host` with
 * `docker:certPath` and `docker:sshOpts`, else the one that Docker's client chooses.
 *
 * @param typed `gatehouse:host`.
 * @throws Refusal where the host is invalid, encrypted, or configured twice and differently.
 */
export function resolveStackHost(typed: DockerHostArgs | undefined): StackHost {
  const subject = `Pulumi.${pulumi.getStack()}.yaml`;
  const encrypted = encryptedKeys("docker:").filter((key) => KEPT_BY_ROUTES.includes(key));
  if (encrypted.length > 0) {
    throw new Refusal(
      subject,
      encrypted.map((key) => mustNotBeEncrypted(`docker:${key}`)),
    );
  }
  const untyped = providerConfig();
  if (typed === undefined) {
    const resolved = resolveConfiguredHost(subject, untyped);
    return { ...resolved, explicit: !FOUND_BY_PROVIDER.includes(resolved.source) };
  }
  const resolved = resolveTypedHost(subject, typed, "gatehouse:host.");
  const problems = differences(resolved, untyped);
  if (problems.length > 0) throw new Refusal(subject, problems);
  return { ...resolved, explicit: true };
}

/**
 * The Docker provider of a stack, where the provider would not find the host or log in to the mirror by
 * itself.
 */
export function stackProvider(
  { host, explicit }: StackHost,
  { registry }: Settings,
): HostProvider | undefined {
  const logins = mirrorLogins(registry);
  return explicit || logins.length > 0 ? providerOf("docker", host, logins) : undefined;
}

/** The account at a stack's mirror; none where the mirror requires none. */
export function mirrorLogins({
  mirror,
  username,
  password,
}: NonNullable<Settings["registry"]> | Record<string, never> = {}): RegistryLogin[] {
  if (mirror === undefined || username === undefined || password === undefined) return [];
  return [{ address: registryOf(mirror), username, password }];
}

function differences({ host }: ResolvedHost, untyped: ConfiguredHost): Problem[] {
  const pairs = [
    ["docker:host", untyped.host, host.url],
    ["docker:certPath", untyped.certPath, host.certPath],
    ["docker:sshOpts", untyped.sshOpts?.join(" "), host.sshOpts?.join(" ")],
  ] as const;
  return pairs
    .filter(([, one, other]) => one !== undefined && one !== other)
    .map(([key, one, other]) =>
      problem(
        key,
        `and gatehouse:host say it differently, ${JSON.stringify(one)} and ` +
          `${JSON.stringify(other ?? "nothing")}. Remove ${key}.`,
      ),
    );
}
