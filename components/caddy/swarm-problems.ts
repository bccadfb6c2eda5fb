import { type Problem, problem } from "../schema/problems";
import { adminProblems } from "./control";
import type { DeploymentArgs } from "./deployment";
import { Publish } from "./publish";
import { TlsMode } from "./tls-mode";

/** The only address that a Swarm publishes ports on. */
export const EVERYWHERE = "0.0.0.0";

/** Settings of the plugin that the controller and the servers of a Swarm decide. */
const DECIDED = [
  "mode",
  "controllerNetwork",
  "admin",
  "scanStoppedContainers",
  "proxyServiceTasks",
] as const;

/** The arguments that an entry point can't have in a Swarm. */
export function swarmProblems(args: DeploymentArgs): Problem[] {
  const { settings = {} } = args;
  return [
    ...publishProblems(args),
    ...leftOutProblems(args),
    ...DECIDED.filter((name) => settings[name] !== undefined).map((name) =>
      problem(`settings.${name}`, "must be left out in a Swarm, which decides it."),
    ),
    ...storageProblems(args),
    ...adminProblems(args, "Leave it out."),
  ];
}

function publishProblems({ address, containerName, publish }: DeploymentArgs): Problem[] {
  const problems: Problem[] = [];
  if (address !== EVERYWHERE) {
    problems.push(
      problem(
        "address",
        `must be "${EVERYWHERE}" in a Swarm, which publishes ports on every address of a node`,
      ),
    );
  }
  if (containerName !== undefined) {
    problems.push(
      problem("containerName", "must be left out in a Swarm, which names containers itself."),
    );
  }
  if (publish === Publish.HostNetwork) {
    problems.push(
      problem(
        "publish",
        'must be "ports" in a Swarm: on the host\'s network servers know no names of services.',
      ),
    );
  }
  return problems;
}

function leftOutProblems({ config, hardened, mirror, accessLog }: DeploymentArgs): Problem[] {
  const problems: Problem[] = [];
  if (config !== undefined) {
    problems.push(
      problem(
        "config",
        "must be left out in a Swarm, where the controller sends it to the servers.",
      ),
    );
  }
  if (hardened === false) {
    problems.push(
      problem("hardened", "must be left out in a Swarm, whose servers never have Docker's socket."),
    );
  }
  if (mirror !== undefined) {
    problems.push(
      problem("mirror", "must be left out in a Swarm. Name the images of the mirror themselves."),
    );
  }
  if (accessLog?.file !== undefined) problems.push(fileProblem("accessLog"));
  return problems;
}

function storageProblems({ tls, data }: DeploymentArgs): Problem[] {
  if (tls?.mode !== TlsMode.Acme || data !== undefined) return [];
  return [
    problem(
      "data",
      'must be given in a Swarm where tls.mode is "acme", since a CA may ask any edge node for what ' +
        'another was told: storage that all of them share, such as { directory: "/mnt/caddy" }. ' +
        'Or write tls.mode: "files".',
    ),
  ];
}

/** Servers have no disk to write to. */
export function fileProblem(place: string): Problem {
  return problem(
    `${place}.file`,
    "must be left out in a Swarm, whose servers have no disk. docker service logs has the lines.",
  );
}
