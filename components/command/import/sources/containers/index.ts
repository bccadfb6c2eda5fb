// Running containers, as services in compose's words.
import type { ContainerInspectInfo, ImageInspectInfo } from "dockerode";
import { connect } from "../../../docker/client";
import type { Engine } from "../../../docker/engine";
import { resolveDockerHost } from "../../../docker/host";
import { type Place, treeOf } from "../../compose/tree";
import { CommandFailure, reasonOf } from "../../failure";
import type { Source } from "../source";

/** The running containers of a Docker host, but for those of this library's stacks. */
export async function containersSource(host: string | undefined): Promise<Source> {
  const { url, ...access } = resolveDockerHost({ host });
  const engine = connect({ url, ...access });
  const found = await inspectAll(engine).catch((error) => {
    throw new CommandFailure(`no Docker engine answers at ${url}: ${reasonOf(error)}`);
  });
  if (found.length === 0) throw new CommandFailure(`${url}: no container runs there.`);
  const services = found.map(({ container, image }): [string, Place, unknown] => {
    const name = nameOf(container);
    return [name, { file: `container ${name}`, line: 1, column: 1 }, serviceOf(container, image)];
  });
  const networks = found.flatMap(({ container }) =>
    Object.keys(container.NetworkSettings.Networks),
  );
  const volumes = found.flatMap(({ container }) =>
    container.Mounts.flatMap(({ Name }) => Name ?? []),
  );
  const external = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, { external: true }]));
  const top = { networks: external(networks), volumes: external(volumes) };
  return {
    ...{ file: url, folder: process.cwd(), top: treeOf(top, { file: url, line: 1, column: 1 }) },
    services: new Map(
      services.map(([name, at, service]) => [name, { key: at, node: treeOf(service, at) }]),
    ),
  };
}

interface Found {
  readonly container: ContainerInspectInfo;
  readonly image: ImageInspectInfo;
}

async function inspectAll(engine: Engine): Promise<Found[]> {
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

/** Compose's name of its service, or the container's own. */
function nameOf({ Name, Config: { Labels } }: ContainerInspectInfo): string {
  return Labels["com.docker.compose.service"] ?? Name.replace(/^\//, "");
}

/** What a container has beside its image. */
function serviceOf(
  { Config, HostConfig: host, NetworkSettings, Mounts, Id }: ContainerInspectInfo,
  { Config: usual }: ImageInspectInfo,
) {
  const own = <T>(value: T, image: T) =>
    JSON.stringify(value) === JSON.stringify(image) ? undefined : value;
  const environment = (Config.Env ?? []).filter((each) => !(usual.Env ?? []).includes(each));
  const labels = Object.entries(Config.Labels).filter(
    ([key, value]) => usual.Labels?.[key] !== value,
  );
  const service = {
    image: Config.Image,
    command: own(Config.Cmd, usual.Cmd),
    entrypoint: own(Config.Entrypoint, usual.Entrypoint),
    environment,
    labels: Object.fromEntries(labels.filter(([key]) => !key.startsWith("com.docker."))),
    user: own(Config.User, usual.User) || undefined,
    working_dir: own(Config.WorkingDir, usual.WorkingDir) || undefined,
    hostname: Id.startsWith(Config.Hostname) ? undefined : Config.Hostname,
    ports: Object.entries(host.PortBindings ?? {}).flatMap(([target, bindings]) =>
      ((bindings ?? []) as { HostIp?: string; HostPort?: string }[]).map(
        ({ HostIp, HostPort }) => ({
          target: target.split("/")[0],
          protocol: target.split("/")[1],
          published: HostPort || undefined,
          host_ip: HostIp || undefined,
        }),
      ),
    ),
    volumes: Mounts.map(({ Type, Name, Source: source, Destination, RW }) => ({
      ...{ type: Type, source: Name ?? source, target: Destination },
      read_only: RW ? undefined : true,
    })),
    tmpfs: Object.entries(host.Tmpfs ?? {}).map(([path, options]) =>
      options === "" ? path : `${path}:${options}`,
    ),
    restart: host.RestartPolicy?.Name || "no",
    privileged: host.Privileged ? "true" : undefined,
    cap_add: host.CapAdd ?? undefined,
    cap_drop: host.CapDrop ?? undefined,
    read_only: host.ReadonlyRootfs ? "true" : undefined,
    security_opt: host.SecurityOpt ?? undefined,
    extra_hosts: host.ExtraHosts ?? undefined,
    dns: host.Dns ?? undefined,
    group_add: host.GroupAdd ?? undefined,
    init: host.Init ? "true" : undefined,
    mem_limit: host.Memory ? `${host.Memory}b` : undefined,
    cpus: host.NanoCpus ? host.NanoCpus / 1e9 : undefined,
    pids_limit: host.PidsLimit && host.PidsLimit > 0 ? host.PidsLimit : undefined,
    network_mode: /^(host|none|container:)/.test(host.NetworkMode ?? "")
      ? host.NetworkMode
      : undefined,
    networks: Object.fromEntries(
      Object.entries(NetworkSettings.Networks)
        .filter(([name]) => !["bridge", "host", "none"].includes(name))
        .map(([name, { Aliases }]) => [
          name,
          { aliases: ((Aliases ?? []) as string[]).filter((each) => !Id.startsWith(each)) },
        ]),
    ),
  };
  return Object.fromEntries(Object.entries(service).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
