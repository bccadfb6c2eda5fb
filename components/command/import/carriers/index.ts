// Compose's keys of a service as arguments of a component, one carrier a key.
import { object } from "../../code/code";
import { recordOf } from "../../compose/merge";
import { bytesOf, secondsOf } from "../../compose/quantities";
import { fieldOf, type Located, textOf } from "../../compose/tree";
import type { Carrier, Target } from "../target";
import { confinementPart } from "./confinement";
import { carryBuild, carryConfigs, carryEnvFile, carryEnvironment, carrySecrets } from "./content";
import { carryDeploy, carryReplicas } from "./deploy";
import { carryDevices, carryGpus, carryUlimits } from "./devices";
import { carryHealthcheck } from "./healthcheck";
import { limitsPart } from "./limits";
import { carryMounts, carryTmpfs } from "./mounts";
import { carryPorts } from "./ports";
import { flag, record, text, texts, words } from "./values";

/** The carriers of the keys that have an argument; `networks` and labels are carried elsewhere. */
export const CARRIERS: Readonly<Record<string, Carrier>> = {
  image: carryImage,
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
  stop_grace_period: (node, to) => to.set("stopGracePeriod", graceOf(textOf(node) ?? "")),
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
  devices: carryDevices,
  gpus: carryGpus,
  ulimits: carryUlimits,
  healthcheck: carryHealthcheck,
  logging: carryLogging,
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
};

function carryImage(node: Located, to: Target, service: Located): void {
  if (fieldOf(service, "build") === undefined) to.set("image", textOf(node));
  else to.left(node.at, "image", `${textOf(node)}: the library names the images that it builds.`);
}

function carryHostname(_: Located, to: Target, service: Located): void {
  const parts = ["hostname", "domainname"].map((key) => textOf(fieldOf(service, key)));
  to.set("hostname", parts.filter((part) => part !== undefined).join("."));
}

function carryLogging(node: Located, to: Target): void {
  const options = [...recordOf(fieldOf(node, "options"))].map(([name, field]) => [
    name,
    textOf(field.node) ?? "",
  ]);
  to.set(
    "logging",
    object({
      driver: textOf(fieldOf(node, "driver")) ?? "json-file",
      options: options.length === 0 ? undefined : object(Object.fromEntries(options)),
    }),
  );
}

/** A size in whole megabytes, as Docker writes it. */
function sizeOf(size: string): string {
  return `${Math.max(1, Math.round((bytesOf(size) ?? 0) / 2 ** 20))}m`;
}

/** Whole seconds of a duration; `docker run` has a number. */
function graceOf(duration: string): number {
  return secondsOf(duration) ?? (Number(duration) || 10);
}
