// Running containers, as services in compose's words.
import type { ContainerInspectInfo, ImageInspectInfo } from "dockerode";
import { connect } from "../../../../docker/host/client";
import type { DockerHost } from "../../../../docker/host/engine";
import { resolveDockerHost } from "../../../../docker/host/host";
import { CommandFailure, reasonOf } from "../../../failure";
import type { Source } from "../../source";
import { type PlainService, sourceOf } from "../services";
import { fieldsOf } from "./fields";

/** The running containers of a Docker host, but for those of this library's stacks. */
export async function containersSource(host: string | undefined): Promise<Source> {
  const access = resolveDockerHost({ host });
  const { url } = access;
  const found = await inspectAll(access).catch((error) => {
    throw new CommandFailure(`no Docker engine answers at ${url}: ${reasonOf(error)}`);
  });
  if (found.length === 0) throw new CommandFailure(`${url}: no container runs there.`);
  const services = [...grouped(found)].map(([name, [first, ...others]]): PlainService => {
    const at = { file: `container ${nameOf(first.container)}`, line: 1, column: 1 };
    const scale = others.length === 0 ? undefined : others.length + 1;
    return { name, at, fields: { ...fieldsOf(first.container, first.image), scale } };
  });
  return sourceOf({ file: url, folder: process.cwd() }, services, {
    networks: found.flatMap(({ container }) => Object.keys(container.NetworkSettings.Networks)),
    volumes: found.flatMap(({ container }) => container.Mounts.flatMap(({ Name }) => Name ?? [])),
  });
}

interface Found {
  readonly container: ContainerInspectInfo;
  readonly image: ImageInspectInfo;
}

async function inspectAll(host: DockerHost): Promise<Found[]> {
  const engine = connect(host);
  const listed = await engine.listContainers();
  // Containers of this library's stacks have labels of its own.
  const isOwn = (label: string) => label.startsWith("gatehouse.");
  const foreign = listed.filter(({ Labels }) => !Object.keys(Labels).some(isOwn));
  return Promise.all(
    foreign.map(async ({ Id }) => {
      const container = await engine.getContainer(Id).inspect();
      return { container, image: await engine.getImage(container.Image).inspect() };
    }),
  );
}

const SERVICE = "com.docker.compose.service";
const PROJECT = "com.docker.compose.project";

/** The containers by the names of their services: those of one service of a project together. */
function grouped(found: readonly Found[]): Map<string, [Found, ...Found[]]> {
  const labelsOf = ({ container }: Found) => container.Config.Labels;
  const projects = new Map<string, Set<string | undefined>>();
  for (const each of found) {
    const name = serviceOf(each);
    projects.set(name, (projects.get(name) ?? new Set()).add(labelsOf(each)[PROJECT]));
  }
  const groups = new Map<string, [Found, ...Found[]]>();
  for (const each of found) {
    const service = serviceOf(each);
    const shared = (projects.get(service)?.size ?? 0) > 1;
    const name = shared ? `${labelsOf(each)[PROJECT] ?? "host"}-${service}` : service;
    const known = groups.get(name);
    if (known === undefined) groups.set(name, [each]);
    else known.push(each);
  }
  return groups;
}

/** Compose's name of its service, or the container's own. */
function serviceOf({ container }: Found): string {
  return container.Config.Labels[SERVICE] ?? nameOf(container);
}

function nameOf({ Name }: ContainerInspectInfo): string {
  return Name.replace(/^\//, "");
}
