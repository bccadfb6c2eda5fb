// A container as a service of compose's.
import type { ContainerInspectInfo, ImageInspectInfo } from "dockerode";
import { filled } from "../services";

type HostConfig = ContainerInspectInfo["HostConfig"];

/** What a container has beside its image, by the keys of compose's. */
export function fieldsOf(container: ContainerInspectInfo, image: ImageInspectInfo) {
  const { HostConfig: host } = container;
  return filled({
    ...programOf(container, image),
    ...networkFieldsOf(container),
    ...limitsOf(host),
    ...rightsOf(host),
    volumes: container.Mounts.map(({ Type, Name, Source: source, Destination, RW }) => ({
      ...{ type: Type, source: Name ?? source, target: Destination },
      read_only: RW ? undefined : true,
    })),
    tmpfs: Object.entries(host.Tmpfs ?? {}).map(([path, options]) =>
      options === "" ? path : `${path}:${options}`,
    ),
    restart: host.RestartPolicy?.Name || "no",
    logging: loggingOf(host),
    init: host.Init ? "true" : undefined,
  });
}

/** What runs, and what it is given. */
function programOf({ Config, Id }: ContainerInspectInfo, { Config: usual }: ImageInspectInfo) {
  const own = <T>(value: T, image: T) =>
    JSON.stringify(value) === JSON.stringify(image) ? undefined : value || undefined;
  const labels = Object.entries(Config.Labels).filter(
    ([key, value]) => usual.Labels?.[key] !== value && !key.startsWith("com.docker."),
  );
  return {
    image: Config.Image,
    command: own(Config.Cmd, usual.Cmd),
    entrypoint: own(Config.Entrypoint, usual.Entrypoint),
    environment: (Config.Env ?? []).filter((each) => !(usual.Env ?? []).includes(each)),
    labels: Object.fromEntries(labels),
    user: own(Config.User, usual.User),
    working_dir: own(Config.WorkingDir, usual.WorkingDir),
    hostname: Id.startsWith(Config.Hostname) ? undefined : Config.Hostname,
    domainname: Config.Domainname || undefined,
    ...stopOf(Config as Stopping, usual as Stopping),
    healthcheck: healthcheckOf(own(Config.Healthcheck, usual.Healthcheck)),
    depends_on: dependenciesOf(Config.Labels),
  };
}

/** What dockerode's types of a container's configuration lack. */
interface Stopping {
  readonly StopSignal?: string;
  readonly StopTimeout?: number;
}

function stopOf({ StopSignal, StopTimeout }: Stopping, usual: Stopping) {
  return {
    stop_signal: StopSignal === usual.StopSignal ? undefined : StopSignal,
    stop_grace_period: StopTimeout === undefined ? undefined : `${StopTimeout}s`,
  };
}

function healthcheckOf(given: ContainerInspectInfo["Config"]["Healthcheck"]) {
  if (given === undefined) return undefined;
  const { Test: test, Interval, Timeout, Retries } = given;
  const time = (nanoseconds = 0) => {
    if (nanoseconds === 0) return undefined;
    return nanoseconds % 1e9 === 0 ? `${nanoseconds / 1e9}s` : `${nanoseconds / 1e6}ms`;
  };
  const retries = Retries || undefined;
  return filled({ test, interval: time(Interval), timeout: time(Timeout), retries });
}

/** The names in compose's label `db:service_started:false,…`. */
function dependenciesOf(labels: Readonly<Record<string, string>>): string[] {
  const all = (labels["com.docker.compose.depends_on"] ?? "").split(",");
  return all.map((each) => each.split(":")[0] ?? "").filter((name) => name !== "");
}

function networkFieldsOf({ HostConfig: host, NetworkSettings, Id, Name }: ContainerInspectInfo) {
  const mode = host.NetworkMode ?? "";
  const isOwn = (alias: string) => Id.startsWith(alias) || `/${alias}` === Name;
  return {
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
    network_mode: /^(host|none|container:)/.test(mode) ? mode : undefined,
    networks: Object.fromEntries(
      Object.entries(NetworkSettings.Networks)
        .filter(([name]) => !["bridge", "host", "none"].includes(name))
        .map(([name, { Aliases }]) => [
          name,
          { aliases: ((Aliases ?? []) as string[]).filter((alias) => !isOwn(alias)) },
        ]),
    ),
    extra_hosts: host.ExtraHosts,
    dns: host.Dns,
    dns_search: host.DnsSearch,
    dns_opt: host.DnsOptions,
  };
}

/** Docker's size of /dev/shm where nothing else is said. */
const SHARED_MEMORY = 64 * 2 ** 20;

function limitsOf(host: HostConfig) {
  const { Memory, NanoCpus, PidsLimit, ShmSize } = host;
  return {
    mem_limit: Memory ? `${Memory}b` : undefined,
    cpus: NanoCpus ? NanoCpus / 1e9 : undefined,
    pids_limit: PidsLimit && PidsLimit > 0 ? PidsLimit : undefined,
    shm_size: ShmSize && ShmSize !== SHARED_MEMORY ? `${ShmSize}b` : undefined,
    ulimits: Object.fromEntries(
      ((host.Ulimits ?? []) as { Name: string; Soft: number; Hard: number }[]).map(
        ({ Name, Soft, Hard }) => [Name, { soft: Soft, hard: Hard }],
      ),
    ),
    sysctls: host.Sysctls,
    // Without an argument here: the import lists them.
    cpuset: host.CpusetCpus || undefined,
    cpu_shares: host.CpuShares || undefined,
    mem_reservation: host.MemoryReservation || undefined,
  };
}

/** What a container may do on the Docker host. */
function rightsOf(host: HostConfig) {
  const shared = (mode: string | undefined) => (mode === "host" ? mode : undefined);
  return {
    privileged: host.Privileged ? "true" : undefined,
    cap_add: host.CapAdd,
    cap_drop: host.CapDrop,
    read_only: host.ReadonlyRootfs ? "true" : undefined,
    security_opt: host.SecurityOpt,
    group_add: host.GroupAdd,
    devices: ((host.Devices ?? []) as Device[]).map((each) => ({
      ...{ source: each.PathOnHost, target: each.PathInContainer },
      permissions: each.CgroupPermissions === "rwm" ? undefined : each.CgroupPermissions,
    })),
    pid: shared(host.PidMode),
    ipc: shared(host.IpcMode),
    userns_mode: shared(host.UsernsMode),
  };
}

interface Device {
  readonly PathOnHost: string;
  readonly PathInContainer: string;
  readonly CgroupPermissions: string;
}

/** How it logs, unless as Docker does by default. */
function loggingOf({ LogConfig: given }: HostConfig) {
  const { Type: driver, Config: options = {} } = Object(given);
  if (driver === undefined) return undefined;
  const usual = driver === "json-file" && Object.keys(options).length === 0;
  return usual ? undefined : { driver, options };
}
