import { type Problem, problem } from "../../schema/problems";
import { Publish } from "../args";
import { TlsMode } from "../tls/tls-mode";
import { adminProblems } from "./control";
import { type DeploymentArgs, problemIf } from "./deployment";

/** The only address that a Swarm publishes ports on. */
const EVERYWHERE = "0.0.0.0";

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
  const { settings = {}, tls, data, accessLog } = args;
  return [
    ...problemIf(
      args.address !== EVERYWHERE,
      "address",
      `must be "${EVERYWHERE}" in a Swarm, which publishes ports on every address of a node`,
    ),
    ...leftOut(args, "containerName", ", which names containers itself."),
    ...problemIf(
      args.publish === Publish.HostNetwork,
      "publish",
      "must be \"ports\" in a Swarm: servers on the host's network can't resolve names of services.",
    ),
    ...leftOut(args, "config", ", where the controller sends it to the servers."),
    ...problemIf(
      args.hardened === false,
      "hardened",
      "must be left out in a Swarm, whose servers never have Docker's socket.",
    ),
    ...leftOut(
      args,
      "directories",
      ", where each node has its own and servers move between nodes.",
    ),
    ...leftOut(args, "tcpPorts", ", which has no ProxiedTcp."),
    ...leftOut(args, "mirror", ". Name the images of the mirror themselves."),
    ...(accessLog?.file === undefined ? [] : [fileProblem("accessLog")]),
    ...DECIDED.filter((name) => settings[name] !== undefined).map((name) =>
      problem(`settings.${name}`, "must be left out in a Swarm, which decides it."),
    ),
    ...problemIf(
      tls?.mode === TlsMode.Acme && data === undefined,
      "data",
      'must be given in a Swarm where tls.mode is "acme", since a CA may check any edge node: ' +
        'storage that all edge nodes share, such as { directory: "/mnt/caddy" }. ' +
        'Or write tls.mode: "files".',
    ),
    ...adminProblems(args, "Leave it out."),
  ];
}

function leftOut(args: DeploymentArgs, name: keyof DeploymentArgs, reason: string): Problem[] {
  return problemIf(args[name] !== undefined, name, `must be left out in a Swarm${reason}`);
}

/** The problem of an argument that only a Swarm has. */
export function swarmOnlyProblem(path: string): Problem {
  return problem(
    path,
    "must be left out outside a Swarm, where there is one node. For a Swarm write " +
      'new ProxyNetwork(…, { mode: "swarm" }).',
  );
}

/** The problem of a log file: servers in a Swarm write none. */
export function fileProblem(place: string): Problem {
  return problem(
    `${place}.file`,
    "must be left out in a Swarm, whose servers write no files. Read the log with docker service logs.",
  );
}
