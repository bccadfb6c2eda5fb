// Compose's keys of a service as arguments of a component, one carrier a key.
import { type Code, list, object } from "../code/code";
import { recordOf } from "../compose/merge";
import { fieldOf, fieldsOf, itemsOf, type Located, textOf } from "../compose/tree";
import { carryBuild, carryConfigs, carryEnvFile, carryEnvironment, carrySecrets } from "./content";
import { carryMounts, carryPorts, carryTmpfs } from "./mounts";
import type { Carrier, Target } from "./target";
import { wordsOrProblem } from "./words";

/** The carriers of the keys that have an argument; `networks` and labels are carried elsewhere. */
export const CARRIERS: Readonly<Record<string, Carrier>> = {
  image: (node, to) => to.set("image", textOf(node)),
  build: carryBuild,
  command: words("command"),
  entrypoint: words("entrypoint"),
  container_name: (node, to) => {
    to.set("containerName", textOf(node));
    to.note(
      node.at,
      "container_name",
      "with a fixed name, an update stops the old container before it starts the new one, and the name must " +
        "be free at the first deployment. Leave containerName out where nothing needs the name.",
    );
  },
  working_dir: text("workingDir"),
  user: text("user"),
  hostname: carryHostname,
  domainname: carryHostname,
  stop_signal: text("stopSignal"),
  stop_grace_period: (node, to) => to.set("stopGracePeriod", secondsOf(textOf(node) ?? "")),
  init: flag("init"),
  shm_size: (node, to) => to.set("shmSize", sizeOf(textOf(node) ?? "")),
  restart: (node, to) => {
    const policy = (textOf(node) ?? "").split(":")[0] ?? "";
    if (policy !== "unless-stopped") to.set("restart", policy === "false" ? "no" : policy);
  },
  environment: carryEnvironment,
  env_file: carryEnvFile,
  configs: carryConfigs,
  secrets: carrySecrets,
  volumes: carryMounts,
  tmpfs: carryTmpfs,
  ports: carryPorts,
  dns: texts("dns"),
  dns_search: texts("dnsSearch"),
  dns_opt: texts("dnsOptions"),
  group_add: texts("groupAdd"),
  extra_hosts: record("extraHosts"),
  sysctls: record("sysctls"),
  devices: (node, to) => to.set("devices", list(itemsOf(node).map(device))),
  gpus: (node, to) => {
    if (textOf(node) === "all") to.set("gpus", "all");
    else to.left(node.at, "gpus", 'only "all" can be carried over.');
  },
  ulimits: (node, to) => to.set("ulimits", list([...recordOf(node)].map(ulimit))),
  healthcheck: carryHealthcheck,
  logging: (node, to) => {
    const options = Object.fromEntries(
      [...fieldsOf(fieldOf(node, "options"))].map(([name, field]) => [
        name,
        textOf(field.node) ?? "",
      ]),
    );
    to.set(
      "logging",
      object({ driver: textOf(fieldOf(node, "driver")) ?? "json-file", options: some(options) }),
    );
  },
  privileged: (node, to) => {
    if (textOf(node) !== "true") return;
    to.set("privileged", object({ reason: "It was privileged in the compose file." }));
    to.note(node.at, "privileged", "write the reason why it needs full access to the Docker host.");
  },
  cap_add: confinementPart,
  cap_drop: confinementPart,
  read_only: confinementPart,
  security_opt: confinementPart,
  cpus: limitsPart,
  mem_limit: limitsPart,
  memswap_limit: limitsPart,
  pids_limit: limitsPart,
  deploy: carryDeploy,
  scale: (node, to) => carryReplicas(node, to),
  label_file: (node, to) =>
    to.left(node.at, "label_file", "read the file in the program, and give its labels as labels."),
};

function text(argument: string): Carrier {
  return (node, to) => to.set(argument, textOf(node));
}

function texts(argument: string): Carrier {
  return (node, to) => to.set(argument, list(textsOf(node)));
}

function flag(argument: string): Carrier {
  return (node, to) => to.set(argument, textOf(node) === "true");
}

function record(argument: string): Carrier {
  return (node, to) => {
    const entries = [...recordOf(node, "extra_hosts")].map(([name, field]) => [
      name,
      textOf(field.node) ?? textsOf(field.node)[0] ?? "",
    ]);
    to.set(argument, object(Object.fromEntries(entries)));
  };
}

/** A command as an array, or as a line that compose splits as a shell does. */
function words(argument: "command" | "entrypoint"): Carrier {
  return (node, to) => {
    if (Array.isArray(node.value)) {
      const given = textsOf(node);
      if (given.length > 0) to.set(argument, list(given));
      else to.left(node.at, argument, "an empty one, which resets the image's, can't be given.");
      return;
    }
    const line = textOf(node) ?? "";
    if (line === "") return;
    const found = wordsOrProblem(line);
    if (Array.isArray(found)) to.set(argument, list(found));
    else to.left(node.at, argument, found.problem);
  };
}

/** The texts of an array, or of a single one. */
function textsOf(node: Located): string[] {
  if (Array.isArray(node.value)) return itemsOf(node).map((item) => textOf(item) ?? "");
  return [textOf(node) ?? ""];
}

function some(fields: Record<string, Code>): Code | undefined {
  return Object.keys(fields).length === 0 ? undefined : object(fields);
}

function carryHostname(_: Located, to: Target, service: Located): void {
  const parts = ["hostname", "domainname"].map((key) => textOf(fieldOf(service, key)));
  to.set("hostname", parts.filter((part) => part !== undefined).join("."));
}

function device(node: Located): Code {
  const [source = "", target = source, permissions] = (textOf(node) ?? "").split(":");
  return object({ source, target: target === source ? undefined : target, permissions });
}

function ulimit([name, { node }]: [string, { node: Located }]): Code {
  const both = textOf(node);
  const soft = Number(both ?? textOf(fieldOf(node, "soft")));
  const hard = both === undefined ? Number(textOf(fieldOf(node, "hard")) ?? soft) : soft;
  return object({ name, soft, hard: hard === soft ? undefined : hard });
}

function carryHealthcheck(node: Located, to: Target): void {
  const test = fieldOf(node, "test");
  const given = test === undefined ? [] : textsOf(test);
  const [kind, ...rest] = given;
  if (textOf(fieldOf(node, "disable")) === "true" || kind === "NONE") {
    to.left(
      node.at,
      "healthcheck",
      "the image's own can't be turned off; give it another command.",
    );
    return;
  }
  if (test === undefined || kind === undefined) {
    to.left(node.at, "healthcheck", "its times need a command: write healthcheck: { command }.");
    return;
  }
  const shell = (line: string) => list(["sh", "-c", line]);
  const listed = Array.isArray(test.value);
  const command = !listed
    ? shell(kind)
    : kind === "CMD-SHELL"
      ? shell(rest[0] ?? "")
      : list(kind === "CMD" ? rest : given);
  const retries = textOf(fieldOf(node, "retries"));
  to.set(
    "healthcheck",
    object({
      command,
      interval: textOf(fieldOf(node, "interval")),
      timeout: textOf(fieldOf(node, "timeout")),
      retries: retries === undefined ? undefined : Number(retries),
    }),
  );
}

/** Capabilities and the rest of a container's confinement, which are one argument here. */
function confinementPart(_: Located, to: Target, service: Located): void {
  if (to.args.has("confinement") || to.args.has("capabilities")) return;
  const listOf = (key: string) => itemsOf(fieldOf(service, key)).map((item) => textOf(item) ?? "");
  const [add, drop] = [listOf("cap_add").map(capability), listOf("cap_drop").map(capability)];
  const options = listOf("security_opt");
  const readOnly = textOf(fieldOf(service, "read_only")) === "true";
  const noPrivileges = options.some((option) => /^no-new-privileges([:=]true)?$/.test(option));
  if (drop.includes("CAP_ALL")) {
    to.set(
      "confinement",
      object({
        capabilities: add.length === 0 ? undefined : list(add),
        writable: readOnly ? undefined : true,
      }),
    );
  } else {
    const own = object({
      add: add.length === 0 ? undefined : list(add),
      drop: drop.length === 0 ? undefined : list(drop),
    });
    if (own.properties.length > 0) to.set("capabilities", own);
    for (const [key, wanted] of [
      ["read_only", readOnly],
      ["security_opt", noPrivileges],
    ] as const) {
      const place = fieldOf(service, key)?.at;
      if (!wanted || place === undefined) continue;
      to.left(
        place,
        key,
        "it is part of confinement, which also drops all capabilities: write confinement: {} where the program needs none.",
      );
    }
  }
  for (const option of options.filter((each) => !/^no-new-privileges/.test(each))) {
    to.left(
      fieldOf(service, "security_opt")?.at ?? service.at,
      "security_opt",
      `${option}: there is no argument for it.`,
    );
  }
}

function capability(name: string): string {
  return name.startsWith("CAP_") ? name : `CAP_${name}`;
}

/** Limits, which compose has at two places. */
function limitsPart(_: Located, to: Target, service: Located): void {
  const limits = fieldOf(service, "deploy", "resources", "limits");
  const of = (key: string, deployed: string) =>
    textOf(fieldOf(service, key)) ?? textOf(fieldOf(limits, deployed));
  const [cpus, memory, processes] = [
    of("cpus", "cpus"),
    of("mem_limit", "memory"),
    of("pids_limit", "pids"),
  ];
  const node = fieldOf(service, "mem_limit") ?? limits ?? service;
  if (cpus === undefined && memory === undefined && processes === undefined) return;
  if (!to.args.has("limits") && (memory === undefined || processes === undefined)) {
    to.note(
      node.at,
      "limits",
      "beside a limit, one that is left out is 512 MB or 512 processes. Set both where it needs more.",
    );
  }
  to.set(
    "limits",
    object({
      memory: memory === undefined ? undefined : megabytes(memory),
      processes: processes === undefined || processes === "-1" ? undefined : Number(processes),
      cpus: cpus === undefined ? undefined : Number(cpus),
    }),
  );
}

function carryDeploy(node: Located, to: Target, service: Located): void {
  for (const [key, field] of fieldsOf(node)) {
    if (key === "replicas") carryReplicas(field.node, to);
    else if (key === "resources") carryResources(field.node, to, service);
    else if (key === "restart_policy") {
      const condition = textOf(fieldOf(field.node, "condition")) ?? "any";
      const policy = { none: "no", "on-failure": "on-failure", any: "always" }[condition];
      if (fieldOf(service, "restart") === undefined) to.set("restart", policy);
    } else if (key !== "labels" && !(key === "mode" && textOf(field.node) === "replicated")) {
      to.left(field.key, `deploy.${key}`, SWARM[key] ?? "there is no argument for it.");
    }
  }
}

const SWARM: Readonly<Record<string, string>> = {
  placement:
    "it is an argument, placement, in a Swarm: new ProxyNetwork(…, { mode: DeployMode.Swarm }).",
  update_config:
    "it is an argument, updateConfig, in a Swarm. Elsewhere an update starts the new container first.",
  rollback_config: "it is an argument, rollbackConfig, in a Swarm.",
};

function carryResources(node: Located, to: Target, service: Located): void {
  limitsPart(node, to, service);
  for (const [key, { key: place, node: inner }] of fieldsOf(node)) {
    if (key === "limits") continue;
    const gpu = JSON.stringify(plain(inner)).includes('"gpu"');
    if (gpu) to.set("gpus", "all");
    else to.left(place, `deploy.resources.${key}`, "Docker's provider has no such setting.");
  }
}

function plain(node: Located): unknown {
  if (Array.isArray(node.value)) return itemsOf(node).map(plain);
  if (!(node.value instanceof Map)) return node.value;
  return Object.fromEntries([...fieldsOf(node)].map(([key, field]) => [key, plain(field.node)]));
}

function carryReplicas(node: Located, to: Target): void {
  const count = Number(textOf(node));
  if (count === 0)
    to.left(node.at, "replicas", "0 containers: leave the service out of the program.");
  else if (count !== 1) to.set("replicas", count);
}

const UNITS: Readonly<Record<string, number>> = { b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

function bytes(size: string): number {
  const [, number = "0", unit = "b"] = /^([\d.]+)\s*([bkmg])?/i.exec(size) ?? [];
  return Number(number) * (UNITS[unit.toLowerCase()] ?? 1);
}

function megabytes(size: string): number {
  return Math.max(16, Math.round(bytes(size) / 2 ** 20));
}

/** A size in whole megabytes, as Docker writes it. */
function sizeOf(size: string): string {
  return `${Math.max(1, Math.round(bytes(size) / 2 ** 20))}m`;
}

/** The seconds of a duration, such as `1m30s`. */
function secondsOf(duration: string): number {
  const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001, us: 0 };
  const parts = [...duration.matchAll(/([\d.]+)(h|ms|m|us|s)/g)];
  if (parts.length === 0) return Number(duration) || 10;
  return parts.reduce(
    (sum, [, number, unit = "s"]) => sum + Number(number) * (units[unit] ?? 0),
    0,
  );
}
