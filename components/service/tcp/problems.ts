import { Publish } from "../../caddy/args";
import type { CaddyProxy } from "../../caddy/caddy-proxy";
import { OWN_CA, policyProblems } from "../../caddy/tls/tls";
import { TlsMode } from "../../caddy/tls/tls-mode";
import { containerProblems } from "../../declare/options/problems";
import { DeployMode } from "../../network/proxy-network";
import { type Problem, problem } from "../../schema/problems";
import { pathProblems } from "../through-toxiproxy";
import { type ProxiedTcpArgs, TcpTls } from "./args";

/** The problems of a TCP service's arguments beside those of the schema. */
export function tcpProblems(args: ProxiedTcpArgs): Problem[] {
  const { entry, confinement, replicas: containers = 1, faults } = args;
  return [
    ...containerProblems(args, { confinement, containers, labelPrefix: entry.labelPrefix }),
    ...entryProblems(entry),
    ...portProblems(args),
    ...hostProblems(args),
    ...tlsProblems(args),
    ...(faults === undefined ? [] : pathProblems(faults, undefined, entry)),
  ];
}

/** The entry points that nothing can be behind by a route-holder and release files. */
function entryProblems({ network, publish, settings }: CaddyProxy): Problem[] {
  const refuse = (message: string) => [problem("entry", message)];
  if (network.mode === DeployMode.Swarm) {
    return refuse("must not be in a Swarm, whose servers have no files that name containers.");
  }
  if (publish === Publish.HostNetwork) {
    return refuse("must not be on the host's network, which knows no names of containers.");
  }
  if (settings.scanStoppedContainers === false) {
    return refuse(
      "must not be an entry point whose scanStoppedContainers is false, which does not see the container " +
        "that has the labels.",
    );
  }
  return [];
}

function portProblems({ entry, port }: ProxiedTcpArgs): Problem[] {
  const { httpPort, httpsPort, tcpPorts } = entry;
  if (typeof port !== "number" || tcpPorts.includes(port)) return [];
  if (port === httpPort || port === httpsPort) {
    const message = `must not be a port of HTTP at the entry point, got ${port}. Take one of its tcpPorts.`;
    return [problem("port", message)];
  }
  const there = tcpPorts.length === 0 ? "it has none" : `they are ${tcpPorts.join(", ")}`;
  const all = [...tcpPorts, port].sort((a, b) => a - b).join(", ");
  return [
    problem(
      "port",
      `must be one of the entry point's tcpPorts, got ${port}; ${there}. Give CaddyProxy tcpPorts: [${all}].`,
    ),
  ];
}

/** Hosts that labels could express, but that leave it to chance who gets a connection. */
function hostProblems({ hosts }: ProxiedTcpArgs): Problem[] {
  const all = Array.isArray(hosts) ? hosts : [];
  return all.flatMap((host, index) => {
    const path = `hosts[${index}]`;
    const got = `got ${JSON.stringify(host)}`;
    if (String(host).includes("*")) {
      return [problem(path, `must be a whole name, without "*", ${got}. List each name.`)];
    }
    if (all.indexOf(host) === index) return [];
    return [problem(path, `must be there once, ${got} twice. Drop one.`)];
  });
}

const WRITE =
  'Write tls: "terminate" where the proxy ends TLS, "pass-through" where the service does.';

function tlsProblems({ entry, hosts, tls, startTls }: ProxiedTcpArgs): Problem[] {
  const problems: Problem[] = [];
  const refuse = (path: string, message: string) => problems.push(problem(path, message));
  if (hosts !== undefined && tls === undefined) {
    refuse(
      "tls",
      `is needed beside hosts: only with TLS do clients say which host they want. ${WRITE}`,
    );
  }
  if (hosts === undefined && tls === TcpTls.Terminate) {
    refuse("hosts", 'is needed where tls is "terminate": the names of the certificate.');
  }
  if (hosts === undefined && tls === TcpTls.PassThrough) {
    refuse(
      "tls",
      'must be left out without hosts, got "pass-through": TLS reaches the service as it is.',
    );
  }
  if (tls === TcpTls.Terminate && Array.isArray(hosts)) {
    problems.push(...policyProblems(entry.tls, hosts, OWN_CA));
  }
  if (tls === TcpTls.Terminate && entry.tls.mode === TlsMode.Off) {
    refuse(
      "tls",
      'must not be "terminate" behind an entry point whose tls.mode is "off", which gets no certificates. ' +
        'Write tls: "pass-through", or give CaddyProxy another tls.mode.',
    );
  }
  if (startTls !== undefined && (tls === undefined || tls === TcpTls.PassThrough)) {
    refuse(
      "startTls",
      'must be left out where tls is not "terminate": the wish for TLS and TLS itself must get to one end. ' +
        "Leave out hosts and tls, too, for a port of its own.",
    );
  }
  return problems;
}
