// Lines with `docker run`, as services in compose's words.
import { type Place, treeOf } from "../../compose/tree";
import { CommandFailure } from "../../failure";
import type { Source } from "../source";
import { shellWords } from "../words";

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

const FLAGS: Readonly<Record<string, Flag>> = {
  publish: ["ports", "many"],
  volume: ["volumes", "many"],
  mount: ["mounts", "many"],
  env: ["environment", "many"],
  "env-file": ["env_file", "many"],
  label: ["labels", "many"],
  "label-file": ["label_file", "many"],
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

/** The services of a text with `docker run` lines. */
export function dockerRunSource(file: string, text: string): Source {
  const services: Record<string, unknown> = {};
  const places = new Map<string, Place>();
  for (const { words, line } of commandsIn(text)) {
    const place = { file, line, column: 1 };
    const { name, service } = serviceOf(words, place, places.size + 1);
    services[name] = service;
    places.set(name, place);
  }
  if (places.size === 0) throw new CommandFailure(`${file}: there is no line with "docker run".`);
  const all = Object.values(services) as Service[];
  const external = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, { external: true }]));
  const top = {
    networks: external(all.flatMap(({ networks = {} }) => Object.keys(networks))),
    volumes: external(all.flatMap(({ volumes = [] }) => volumes.map(volumeIn))),
  };
  const origin = { file, line: 1, column: 1 };
  return {
    ...{ file, folder: process.cwd(), top: treeOf(top, origin) },
    services: new Map(
      Object.entries(services).map(([name, service]) => {
        const at = places.get(name) ?? origin;
        return [name, { key: at, node: treeOf(service, at) }];
      }),
    ),
  };
}

interface Service {
  readonly networks?: Readonly<Record<string, unknown>>;
  readonly volumes?: readonly (string | { readonly source?: string })[];
}

function volumeIn(volume: string | { readonly source?: string }): string {
  return typeof volume === "string" ? (volume.split(":")[0] ?? "") : (volume.source ?? "");
}

/** The commands `docker run` of a shell script, and the lines on which they begin. */
function commandsIn(text: string): { words: string[]; line: number }[] {
  const found: { words: string[]; line: number }[] = [];
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  for (let index = 0; index < lines.length; index++) {
    const start = index;
    let whole = lines[index] ?? "";
    while ((/\\$/.test(whole) || opensQuote(whole)) && index + 1 < lines.length) {
      index++;
      whole = /\\$/.test(whole)
        ? `${whole.slice(0, -1)} ${lines[index]}`
        : `${whole}\n${lines[index]}`;
    }
    const [, rest] =
      /^\s*(?:[$#>]\s+)?(?:sudo\s+)?(?:docker|podman)(?:\s+container)?\s+run\s([\s\S]*)$/.exec(
        whole,
      ) ?? [];
    if (rest !== undefined) found.push({ words: shellWords(rest), line: start + 1 });
  }
  return found;
}

function opensQuote(text: string): boolean {
  if (!/\brun\b/.test(text)) return false;
  try {
    shellWords(text);
    return false;
  } catch {
    return true;
  }
}

function serviceOf(words: readonly string[], place: Place, number: number) {
  const fields: Record<string, unknown> = {};
  let index = 0;
  for (; index < words.length; index++) {
    const word = words[index] ?? "";
    if (!word.startsWith("-")) break;
    const [name, inline] = flagOf(word);
    const [key, kind] = FLAGS[name] ?? [name.replaceAll("-", "_"), "one"];
    const value = kind === "flag" ? (inline ?? "true") : (inline ?? words[++index] ?? "");
    if (key === "") continue;
    if (kind === "many" || kind === "pairs")
      fields[key] = [...((fields[key] as string[]) ?? []), value];
    else fields[key] = value;
  }
  const [image, ...command] = words.slice(index);
  if (image === undefined)
    throw new CommandFailure(`${place.file}:${place.line}: docker run needs an image.`);
  return composed(fields, image, command, number);
}

/** The name of a flag, and a value after `=` or, for a short one, right behind it. */
function flagOf(word: string): [name: string, value?: string] {
  const [, long, value] = /^--([\w-]+)(?:=([\s\S]*))?$/.exec(word) ?? [];
  if (long !== undefined) return [long, value];
  const letters = word.slice(1);
  const last = /^[dit]*([a-zA-Z])/.exec(letters)?.[0] ?? letters;
  const rest = letters.slice(last.length).replace(/^=/, "");
  return [SHORT[last.at(-1) ?? ""] ?? letters, rest === "" ? undefined : rest];
}

function composed(
  fields: Record<string, unknown>,
  image: string,
  command: readonly string[],
  number: number,
) {
  const { name, networks = [], aliases, mounts = [], ulimits = [], ...rest } = fields;
  const { "log-driver": driver, "log-opt": options = [], ...others } = rest;
  const {
    "health-cmd": check,
    "health-interval": interval,
    "health-timeout": timeout,
    "health-retries": retries,
    "no-healthcheck": none,
    ...kept
  } = others;
  const joined = (networks as string[]).filter(
    (each) => !/^(host|none|bridge|default|container:.*)$/.test(each),
  );
  const mode = (networks as string[]).find((each) => /^(host|none|container:.*)$/.test(each));
  const service = {
    image,
    command: command.length === 0 ? undefined : command,
    ...kept,
    volumes: [...((kept.volumes as string[]) ?? []), ...(mounts as string[]).map(mountOf)],
    networks:
      joined.length === 0
        ? undefined
        : Object.fromEntries(joined.map((each) => [each, { aliases }])),
    network_mode: mode,
    ulimits: Object.fromEntries((ulimits as string[]).map(ulimitOf)),
    logging: driver === undefined ? undefined : { driver, options: pairs(options as string[]) },
    healthcheck:
      check === undefined && none === undefined
        ? undefined
        : { test: check, interval, timeout, retries, disable: none },
  };
  const empty = (value: unknown) =>
    value === undefined ||
    (Array.isArray(value) && value.length === 0) ||
    (typeof value === "object" && value !== null && Object.keys(value).length === 0);
  const filled = Object.fromEntries(Object.entries(service).filter(([, value]) => !empty(value)));
  return {
    name: typeof name === "string" ? name : `${imageName(image)}${number}`,
    service: filled,
  };
}

/** `shop` of `ghcr.io/example/shop:1.4`. */
function imageName(image: string): string {
  return image
    .replace(/^.*\//, "")
    .replace(/[:@].*$/, "")
    .replace(/[^\w-]/g, "-");
}

function pairs(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((each) => [each.split("=")[0] ?? "", each.slice(each.indexOf("=") + 1)]),
  );
}

/** `type=bind,source=/srv,target=/data,readonly`. */
function mountOf(text: string) {
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

function ulimitOf(text: string): [string, unknown] {
  const [name = "", values = ""] = text.split("=");
  const [soft = "", hard = soft] = values.split(":");
  return [name, { soft: Number(soft), hard: Number(hard) }];
}
