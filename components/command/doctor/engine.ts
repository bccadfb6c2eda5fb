// A Docker host: whether it answers, and what a deployment needs of it.
import { statfs } from "node:fs/promises";
import { OWNER_LABEL } from "../../declare/owner";
import { connect } from "../../docker/host/client";
import { clockOf } from "../../docker/host/clock";
import { type DockerHost, type Engine, isLocal } from "../../docker/host/engine";
import { networksNamed, sameNameProblem } from "../../docker/host/networks";
import { portProblem, type WantedPort } from "../../docker/host/ports";
import { unreachable } from "../../docker/host/unreachable";
import { imageProblems } from "../../docker/images/images";
import { textOf } from "../../schema/canonical";
import { API_PORT } from "../../toxics/api";
import type { Deployed } from "../stack/model";
import { bad, type Finding, ok, problemsOr } from "./finding";

/** Milliseconds by which the clocks of two machines may differ. */
const SKEW = 10_000;

/** The least free space of an engine, in bytes: an image and its layers. */
const FREE = 1 << 30;

/** Checks a Docker host, with what the stack has there; a stack without a state has nothing. */
export async function checkEngine(docker: DockerHost, deployed?: Deployed): Promise<Finding[]> {
  try {
    const engine = connect(docker);
    const { Version: version } = await engine.version();
    const checks = await Promise.all([
      checkClock(engine),
      checkSpace(engine, docker),
      deployed === undefined ? [] : checkNeeds(engine, docker, deployed),
    ]);
    return [ok("Docker", `${version} at ${docker.url}`), ...checks.flat()];
  } catch (error) {
    return [bad("Docker", unreachable(docker, error))];
  }
}

async function checkClock(engine: Engine): Promise<Finding[]> {
  const ahead = (await clockOf(engine))() - Date.now();
  const seconds = Math.round(Math.abs(ahead) / 1000);
  if (Math.abs(ahead) < SKEW) return [ok("clock", "the same as this machine's")];
  const way = ahead > 0 ? "ahead of" : "behind";
  return [bad("clock", `is ${seconds} s ${way} this machine's. Set both by NTP.`)];
}

/** The free space of an engine on this machine; Docker's API does not tell it. */
async function checkSpace(engine: Engine, docker: DockerHost): Promise<Finding[]> {
  if (!isLocal(docker)) return [];
  const { DockerRootDir: folder } = await engine.info();
  const found = await statfs(folder).catch(() => undefined);
  if (found === undefined) return [];
  const free = found.bavail * found.bsize;
  const shown = `${(free / (1 << 30)).toFixed(1)} GB free in ${folder}`;
  if (free >= FREE) return [ok("disk", shown)];
  return [bad("disk", `only ${shown}. Remove unused images: docker image prune --all`)];
}

/** Checks the networks, ports and images of a stack. */
async function checkNeeds(engine: Engine, docker: DockerHost, deployed: Deployed) {
  const here = <T extends { readonly docker: DockerHost }>(all: readonly T[]) =>
    all.filter((each) => textOf(each.docker) === textOf(docker));
  const { services, entries, toxiproxies, project, stack } = deployed;
  const components = here([...services, ...entries, ...toxiproxies]);
  const images = components.flatMap(({ containers }) => containers.map(({ image }) => image));
  const wanted = [...new Set(images)].map((reference) => ({ reference }));
  const [networks, ports, pulled] = await Promise.all([
    checkNetworks(engine, here(deployed.networks)),
    portProblems(engine, portsOf(here(entries), here(toxiproxies)), {
      ...{ ownerLabel: OWNER_LABEL, owner: `${project}/${stack}`, local: isLocal(docker) },
    }),
    imageProblems(engine, wanted),
  ]);
  return [
    ...networks,
    ...problemsOr("ports", ports, "free, or the stack's own"),
    ...problemsOr("images", pulled, `${wanted.length} on the engine, or to be pulled`),
  ];
}

async function checkNetworks(engine: Engine, networks: Deployed["networks"]): Promise<Finding[]> {
  const found = await Promise.all(
    networks.map(async ({ name }) => {
      const all = await networksNamed(engine, name);
      if (all.length > 1) return bad("network", sameNameProblem(name, all));
      if (all.length === 1) return ok("network", name);
      return bad("network", `"${name}" is gone. Run up with --refresh, which creates it again.`);
    }),
  );
  return found;
}

async function portProblems(
  engine: Engine,
  wanted: readonly WantedPort[],
  options: Parameters<typeof portProblem>[2],
): Promise<string[]> {
  const containers = await engine.listContainers();
  const found = await Promise.all(wanted.map((port) => portProblem(port, containers, options)));
  return found.filter((problem) => problem !== undefined);
}

function portsOf(entries: Deployed["entries"], toxiproxies: Deployed["toxiproxies"]): WantedPort[] {
  return [
    ...entries
      .filter(({ tasks }) => tasks.length === 0)
      .flatMap(({ name, address, httpPort, httpsPort, tcpPorts }) => [
        { address, port: httpPort, setting: `httpPort of ${name}` },
        { address, port: httpsPort, setting: `httpsPort of ${name}` },
        ...tcpPorts.map((port) => ({ address, port, setting: `tcpPorts of ${name}` })),
      ]),
    ...toxiproxies.map(({ name, args }) => ({
      ...{ address: "127.0.0.1", port: Number(args.apiPort ?? API_PORT) },
      setting: `apiPort of ${name}`,
    })),
  ];
}
