// The proxy that serves a stack.
import { type Command, Option } from "commander";
import { connect } from "../../docker/host/client";
import type { DockerHost, Engine } from "../../docker/host/engine";
import { resolveDockerHost } from "../../docker/host/host";
import { CommandFailure, ExitCode } from "../failure";
import { readDeployed } from "./deployed";
import type { Deployed, DeployedEntry } from "./model";
import type { PulumiCommand } from "./pulumi";

/** The options with which a person names the proxy or its Docker host. */
export interface ProxyOptions {
  readonly container?: string;
  readonly host?: string;
}

/** A container that serves, and a client of its Docker engine. */
export interface Proxy {
  readonly engine: Engine;
  readonly container: string;
}

/** The option for the address of the stack's Docker host. */
export function dockerHostOption(): Option {
  return new Option(
    "--host <url>",
    "Docker host of the stack, where it differs from the one that the stack was deployed with",
  );
}

/** Adds `--container` and `--host`. */
export function proxyOptions(command: Command): Command {
  return command
    .option(
      "--container <name>",
      "the container that serves, where another backend or program has the stack",
    )
    .addOption(dockerHostOption());
}

/** Finds the container that serves: the one that the person names, else the stack's. */
export async function findProxy(
  pulumi: PulumiCommand,
  stack: string,
  { container, host }: ProxyOptions,
): Promise<Proxy> {
  const at = host === undefined ? undefined : resolveDockerHost({ host });
  if (container !== undefined) {
    return { engine: connect(at ?? (await hostOf(pulumi, stack))), container };
  }
  const { docker, outputs, server } = onlyEntry(await readDeployed(pulumi, stack), stack);
  const { containerName } = outputs;
  const named = typeof containerName === "string" ? containerName : server;
  return { engine: connect(at ?? docker), container: named };
}

/** The Docker host of a stack; of a stack that isn't here, the one that Docker's client uses. */
async function hostOf(pulumi: PulumiCommand, stack: string): Promise<DockerHost> {
  const known = await readDeployed(pulumi, stack).catch((error: unknown) => {
    if (error instanceof CommandFailure) return undefined;
    throw error;
  });
  return known?.entries[0]?.docker ?? resolveDockerHost();
}

function onlyEntry({ entries }: Deployed, stack: string): DeployedEntry {
  const [entry, ...others] = entries;
  if (entry === undefined) {
    throw new CommandFailure(
      `stack "${stack}" has no entry point. Deploy it first: gatehouse up --stack ${stack}`,
      ExitCode.Problems,
    );
  }
  if (others.length === 0) return entry;
  const names = entries.map(({ name }) => name).join(", ");
  throw new CommandFailure(
    `stack "${stack}" has several entry points: ${names}. Name the container that serves with --container.`,
  );
}
