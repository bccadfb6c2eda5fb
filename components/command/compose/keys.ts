// Compose's keys of a service, and where each is here: the table of docs/services.md and of `gatehouse import`.

import { didYouMean } from "../../schema/did-you-mean";

/** The place of a key of compose's services here. */
export type ComposeKey = readonly [key: string, place: KeyPlace];

/** The argument that has it, the reason why it is refused, or what has it instead. */
export type KeyPlace =
  | { readonly argument: string; readonly note?: string }
  | { readonly refused: string }
  | { readonly instead: string };

const argument = (name: string, note?: string): KeyPlace => ({ argument: name, note });
const refused = (reason: string): KeyPlace => ({ refused: reason });
const instead = (what: string): KeyPlace => ({ instead: what });

const WINDOWS = instead("Windows containers only, which the entry point does not run beside");
const LIMITS = refused(
  "`limits.cpus`, `limits.memory` and `limits.processes` are what limits a container",
);
const RARE = refused("not every version of Docker's provider can set it");

/** Every key of a service in the compose specification, as of its version of 2026. */
export const COMPOSE_KEYS: readonly ComposeKey[] = [
  ["annotations", RARE],
  ["attach", instead("`docker logs -f`; `up` prints a container's last lines when it fails")],
  ["blkio_config", LIMITS],
  [
    "build",
    argument("build", "`context`, `dockerfile`, `target`, `args` and `platform`; not in a Swarm"),
  ],
  ["cap_add", argument("capabilities.add", "with `confinement`, `confinement.capabilities`")],
  ["cap_drop", argument("capabilities.drop")],
  ["cgroup", LIMITS],
  ["cgroup_parent", LIMITS],
  ["command", argument("command", 'as an array; a shell\'s line is `["sh", "-c", "…"]`')],
  ["configs", argument("files")],
  ["container_name", argument("containerName")],
  ["cpu_count", WINDOWS],
  ["cpu_percent", WINDOWS],
  ["cpu_period", LIMITS],
  ["cpu_quota", LIMITS],
  ["cpu_rt_period", LIMITS],
  ["cpu_rt_runtime", LIMITS],
  ["cpu_shares", LIMITS],
  ["cpus", argument("limits.cpus")],
  ["cpuset", LIMITS],
  ["credential_spec", WINDOWS],
  [
    "depends_on",
    instead("`dependsOn` in the component's options: it waits until the other is ready"),
  ],
  [
    "deploy",
    argument("replicas", "and `limits`; in a Swarm `placement`, `updateConfig`, `rollbackConfig`"),
  ],
  ["develop", instead("a development server on your machine, behind `ProxiedUpstream`")],
  ["device_cgroup_rules", RARE],
  ["devices", argument("devices")],
  ["dns", argument("dns")],
  ["dns_opt", argument("dnsOptions")],
  ["dns_search", argument("dnsSearch")],
  ["domainname", argument("hostname", "`hostname` takes the whole name")],
  ["driver_opts", RARE],
  ["entrypoint", argument("entrypoint")],
  ["env_file", argument("envFile")],
  ["environment", argument("environment")],
  ["expose", instead("nothing: on a Docker network all ports of a container are open")],
  ["extends", instead("a function or an object of the program, `{ ...usual, image }`")],
  ["external_links", instead("`networks` with `aliases`")],
  ["extra_hosts", argument("extraHosts")],
  ["gpus", argument("gpus", "`all` only")],
  ["group_add", argument("groupAdd")],
  ["healthcheck", argument("healthcheck", "`up` starts it at once, so `start_period` has no use")],
  ["hostname", argument("hostname")],
  ["image", argument("image")],
  ["init", argument("init")],
  ["ipc", refused("a container would share memory with another one; use a tmpfs on a volume")],
  ["isolation", WINDOWS],
  ["label_file", argument("labels", "read the file in the program")],
  ["labels", argument("labels", "for other tools; routes are `hosts`, `routes` and `sites`")],
  ["links", instead("`networks` with `aliases`")],
  ["logging", argument("logging")],
  ["mac_address", RARE],
  ["mem_limit", argument("limits.memory")],
  ["mem_reservation", LIMITS],
  ["mem_swappiness", LIMITS],
  ["memswap_limit", argument("limits.memory", "swap included")],
  ["models", instead("a `Service` that runs the model, and its `address`")],
  [
    "network_mode",
    refused(
      "the entry point reaches services by a network; a process on the host's is a `ProxiedUpstream`",
    ),
  ],
  ["networks", argument("networks", "beside the proxy's")],
  ["oom_kill_disable", RARE],
  ["oom_score_adj", RARE],
  ["pid", refused("a container would see the processes of another one or of the host")],
  ["pids_limit", argument("limits.processes")],
  [
    "platform",
    refused(
      "pin the image by the digest of its platform: `docker buildx imagetools inspect` lists them",
    ),
  ],
  ["ports", argument("ports", "on the loopback address unless `hostIp` says another")],
  ["post_start", instead("the image's entrypoint, or a `Service` that runs once")],
  ["pre_stop", instead("`stopSignal` and `stopGracePeriod`; requests drain before")],
  ["privileged", argument("privileged", "with a reason")],
  ["profiles", instead("an `if` in the program, by a stack's setting")],
  ["provider", instead("any other resource of Pulumi's")],
  [
    "pull_policy",
    refused("pin the image by its digest; a new digest in the program is what pulls"),
  ],
  ["read_only", argument("confinement", "read-only unless `writable`")],
  ["restart", argument("restart")],
  ["runtime", RARE],
  ["scale", argument("replicas")],
  ["secrets", argument("secrets")],
  ["security_opt", argument("confinement", "sets `no-new-privileges`")],
  ["shm_size", argument("shmSize")],
  ["stdin_open", instead("`docker exec -it`: services of a stack have no terminal")],
  ["stop_grace_period", argument("stopGracePeriod")],
  ["stop_signal", argument("stopSignal")],
  ["storage_opt", RARE],
  ["sysctls", argument("sysctls")],
  ["tmpfs", argument("volumes", '`{ type: "tmpfs", target }`')],
  ["tty", instead("`docker exec -it`: services of a stack have no terminal")],
  ["ulimits", argument("ulimits")],
  [
    "use_api_socket",
    instead("a bind mount of `/var/run/docker.sock`, which is full access to the host"),
  ],
  ["user", argument("user", "or `confinement.user`")],
  ["userns_mode", RARE],
  ["uts", RARE],
  ["volumes", argument("volumes")],
  ["volumes_from", instead("the same `source` with `external` in both services")],
  ["working_dir", argument("workingDir")],
];

export const NO_SUCH_KEY = "the Compose specification has no such key.";

/** The message on a key that services don't have, with the nearest one. */
export function noSuchKey(key: string): string {
  const question = didYouMean(
    key,
    COMPOSE_KEYS.map(([name]) => name),
  );
  return `${NO_SUCH_KEY}${question}`;
}
