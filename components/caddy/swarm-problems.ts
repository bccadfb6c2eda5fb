import { DeployMode } from "../network/deploy-mode";
import type { CaddyProxyArgs } from "./args";
import { Publish } from "./publish";
import { TlsMode } from "./tls-mode";

/** The address that a Swarm publishes ports on; it knows no other. */
export const EVERYWHERE = "0.0.0.0";

/** Settings of the plugin that the two roles of a Swarm decide. */
const DECIDED = [
  "mode",
  "controllerNetwork",
  "admin",
  "scanStoppedContainers",
  "proxyServiceTasks",
] as const;

/** What an entry point can't have where it is, each a sentence; empty for nothing. */
export function entryProblems(args: CaddyProxyArgs): string[] {
  return args.network.mode === DeployMode.Swarm ? swarmProblems(args) : outsideProblems(args);
}

function outsideProblems({ edge }: CaddyProxyArgs): string[] {
  if (edge === undefined) return [];
  return [
    "edge must be left out outside a Swarm, where there is one node. For a Swarm write " +
      'new ProxyNetwork(…, { mode: "swarm" }).',
  ];
}

function swarmProblems(args: CaddyProxyArgs): string[] {
  const { address, containerName, publish, config, accessLog, hardened, mirror } = args;
  const { settings = {} } = args;
  const problems: string[] = [];
  if (address !== EVERYWHERE) {
    problems.push(
      `address must be "${EVERYWHERE}" in a Swarm, which publishes ports on every address of a node, ` +
        `got ${address === undefined ? "nothing" : JSON.stringify(address)}.`,
    );
  }
  if (containerName !== undefined) {
    problems.push("containerName must be left out in a Swarm, which names containers itself.");
  }
  if (publish === Publish.HostNetwork) {
    problems.push(
      'publish must be "ports" in a Swarm: on the host\'s network servers know no names of services.',
    );
  }
  if (config !== undefined) {
    problems.push(
      "config must be left out in a Swarm, where the controller sends it to the servers.",
    );
  }
  if (hardened === false) {
    problems.push(
      "hardened must be left out in a Swarm, whose servers never have Docker's socket.",
    );
  }
  if (mirror !== undefined) {
    problems.push("mirror must be left out in a Swarm. Name the images of the mirror themselves.");
  }
  if (accessLog?.file !== undefined) problems.push(fileProblem("accessLog"));
  for (const name of DECIDED) {
    if (settings[name] === undefined) continue;
    problems.push(`settings.${name} must be left out in a Swarm, which decides it.`);
  }
  return [...problems, ...storageProblems(args)];
}

function storageProblems({ tls, data }: CaddyProxyArgs): string[] {
  if (tls?.mode !== TlsMode.Acme || data !== undefined) return [];
  return [
    'data must be given in a Swarm where tls.mode is "acme", since an authority may ask any edge node ' +
      'for what another was told: storage that all of them share, such as { directory: "/mnt/caddy" }. ' +
      'Or write tls.mode: "files".',
  ];
}

/** Servers have no disk to write to. */
export function fileProblem(place: string): string {
  return (
    `${place}.file must be left out in a Swarm, whose servers have no disk. ` +
    "docker service logs has the lines."
  );
}
