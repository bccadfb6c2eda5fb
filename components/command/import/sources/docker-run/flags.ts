// The flags of `docker run`, and the keys of compose's that say the same.

/** How a flag becomes a key of compose's. */
type Flag = readonly [key: string, kind: "one" | "many" | "flag" | "pairs"];

const SHORT: Readonly<Record<string, string>> = {
  ...{ p: "publish", v: "volume", e: "env", l: "label", u: "user", w: "workdir", h: "hostname" },
  ...{
    m: "memory",
    d: "detach",
    i: "interactive",
    t: "tty",
    P: "publish-all",
    c: "cpu-shares",
    a: "attach",
  },
};

/** The flags by their long names; a key that compose lacks is put together with others later. */
export const FLAGS: Readonly<Record<string, Flag>> = {
  publish: ["ports", "many"],
  volume: ["volumes", "many"],
  mount: ["mounts", "many"],
  env: ["environment", "many"],
  "env-file": ["env_file", "many"],
  label: ["labels", "many"],
  "label-file": ["label-file", "many"],
  network: ["networks", "many"],
  net: ["networks", "many"],
  "network-alias": ["aliases", "many"],
  restart: ["restart", "one"],
  user: ["user", "one"],
  workdir: ["working_dir", "one"],
  hostname: ["hostname", "one"],
  domainname: ["domainname", "one"],
  entrypoint: ["entrypoint", "many"],
  "cap-add": ["cap_add", "many"],
  "cap-drop": ["cap_drop", "many"],
  device: ["devices", "many"],
  dns: ["dns", "many"],
  "dns-search": ["dns_search", "many"],
  "dns-option": ["dns_opt", "many"],
  "add-host": ["extra_hosts", "many"],
  tmpfs: ["tmpfs", "many"],
  "shm-size": ["shm_size", "one"],
  memory: ["mem_limit", "one"],
  cpus: ["cpus", "one"],
  "pids-limit": ["pids_limit", "one"],
  ulimit: ["ulimits", "pairs"],
  sysctl: ["sysctls", "many"],
  "security-opt": ["security_opt", "many"],
  "stop-signal": ["stop_signal", "one"],
  "stop-timeout": ["stop_grace_period", "one"],
  gpus: ["gpus", "one"],
  "group-add": ["group_add", "many"],
  privileged: ["privileged", "flag"],
  init: ["init", "flag"],
  "read-only": ["read_only", "flag"],
  detach: ["", "flag"],
  rm: ["", "flag"],
  interactive: ["", "flag"],
  tty: ["", "flag"],
  name: ["name", "one"],
  "log-driver": ["log-driver", "one"],
  "log-opt": ["log-opt", "many"],
  "health-cmd": ["health-cmd", "one"],
  "health-interval": ["health-interval", "one"],
  "health-timeout": ["health-timeout", "one"],
  "health-retries": ["health-retries", "one"],
  "no-healthcheck": ["no-healthcheck", "flag"],
  "publish-all": ["publish-all", "flag"],
};

/** The name of a flag, and a value after `=` or, for a short one, right behind it. */
export function flagOf(word: string): [name: string, value?: string] {
  const [, long, value] = /^--([\w-]+)(?:=([\s\S]*))?$/.exec(word) ?? [];
  if (long !== undefined) return [long, value];
  const letters = word.slice(1);
  const last = /^[dit]*([a-zA-Z])/.exec(letters)?.[0] ?? letters;
  const rest = letters.slice(last.length).replace(/^=/, "");
  return [SHORT[last.at(-1) ?? ""] ?? letters, rest === "" ? undefined : rest];
}

/** `type=bind,source=/srv,target=/data,readonly`. */
export function mountOf(text: string) {
  const given = new Map(
    text
      .split(",")
      .map((each) => [
        each.split("=")[0] ?? "",
        each.includes("=") ? each.slice(each.indexOf("=") + 1) : "true",
      ]),
  );
  const source = given.get("source") ?? given.get("src");
  const target = given.get("target") ?? given.get("destination") ?? given.get("dst");
  return {
    type: given.get("type") ?? "volume",
    source,
    target,
    read_only: given.get("readonly") ?? given.get("ro"),
  };
}

/** `nofile=1024:2048`. */
export function ulimitOf(text: string): [string, unknown] {
  const [name = "", values = ""] = text.split("=");
  const [soft = "", hard = soft] = values.split(":");
  return [name, { soft: Number(soft), hard: Number(hard) }];
}
