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

/** The flags by the kind of their values, each with the key where that is not its name with underscores. */
const KINDS: Readonly<Record<Flag[1], string>> = {
  many: `publish=ports volume=volumes mount=mounts env=environment env-file label=labels
    label-file=label-file network=networks net=networks network-alias=aliases entrypoint
    cap-add cap-drop device=devices dns dns-search dns-option=dns_opt add-host=extra_hosts
    tmpfs sysctl=sysctls security-opt group-add log-opt=log-opt`,
  one: `restart user workdir=working_dir hostname domainname shm-size memory=mem_limit cpus
    pids-limit stop-signal stop-timeout=stop_grace_period gpus name log-driver=log-driver
    health-cmd=health-cmd health-interval=health-interval health-timeout=health-timeout
    health-retries=health-retries`,
  pairs: `ulimit=ulimits`,
  flag: `privileged init read-only detach= rm= interactive= tty= no-healthcheck=no-healthcheck
    publish-all=publish-all`,
};

/** The flags by their long names; a key that compose lacks is put together with others later. */
export const FLAGS: Readonly<Record<string, Flag>> = Object.fromEntries(
  Object.entries(KINDS).flatMap(([kind, flags]) =>
    flags.split(/\s+/).map((flag): [string, Flag] => {
      const [name = "", key = name.replaceAll("-", "_")] = flag.split("=");
      return [name, [key, kind as Flag[1]]];
    }),
  ),
);

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
