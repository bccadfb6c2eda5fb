// The entry point: the arguments of CaddyProxy from the proxy's service and from labels that are for all.
import { isServedOverTls, parseAddress, type Routing, type Site } from "../../labels";
import { argumentText } from "../../labels/model/argument";
import { directiveCode, siteCode } from "../code/builders";
import { type Code, call, list, object, raw } from "../code/code";
import { recordOf } from "../compose/merge";
import { fieldOf, fieldsOf, itemsOf, type Located, textOf } from "../compose/tree";
import { hostPath, mountOf, portsOf } from "./mounts";
import { looksSecret } from "./secrets";
import type { Target } from "./target";

/** Options that are arguments of the entry point. */
const ARGUMENTS = ["email", "http_port", "https_port"];

/** How services get certificates. */
export type EntryTls = "internal" | "acme";

/** Whether a public CA certifies the sites that have no certificate of their own. */
export function entryTls(sites: readonly Site[]): EntryTls {
  return sites.some((site) => !hasCertificate(site) && site.addresses.some(isPublic))
    ? "acme"
    : "internal";
}

function hasCertificate({ directives }: Site): boolean {
  return directives.some(({ name }) => name === "tls");
}

/** Whether Caddy asks a public CA for an address. */
function isPublic(address: Site["addresses"][number]): boolean {
  if (typeof address !== "string") return true;
  const { host } = parseAddress(address);
  return (
    isServedOverTls(address) &&
    !/(^|\.)(localhost|local|internal|home\.arpa)$|^$|^[\d.]+$/.test(host)
  );
}

/** Sets the arguments of the entry point. */
export function carryEntry(
  to: Target,
  service: Located | undefined,
  routing: Routing,
  tls: EntryTls,
  needed: { modules: readonly string[]; directives: readonly string[] },
  prefix: string,
): void {
  to.set("network", raw("network"));
  to.set("labelPrefix", prefix);
  if (service !== undefined) {
    carryImage(service, to, needed);
    carryPublished(service, to);
    carryStorage(service, to);
    carrySettings(service, to);
    reportOthers(service, to);
  } else if (needed.modules.length > 0 || needed.directives.length > 0)
    carryModules(undefined, to, needed);
  if (tls === "acme") carryAcme(service, to, routing);
  const global = (routing.global ?? []).filter(({ name }) => tls !== "acme" || name !== "email");
  for (const [name, argument] of [
    ["http_port", "httpPort"],
    ["https_port", "httpsPort"],
  ] as const) {
    const option = global.find((each) => each.name === name);
    if (option !== undefined) to.set(argument, Number(argumentText(option.args[0] ?? "")));
  }
  const code = object({
    global: some(
      global.filter(({ name }) => name === "email" || !ARGUMENTS.includes(name)).map(directiveCode),
    ),
    snippets: some(
      (routing.snippets ?? []).map(({ name, directives }) =>
        call("snippet", name, ...directives.map(directiveCode)),
      ),
    ),
    routes: some(
      (routing.routes ?? []).map(({ name, directives }) =>
        call("namedRoute", name, ...directives.map(directiveCode)),
      ),
    ),
    sites: some((routing.sites ?? []).map(siteCode)),
  });
  if (code.properties.length > 0) to.set("routing", code);
}

function some(items: readonly Code[]): Code | undefined {
  return items.length === 0 ? undefined : list(items);
}

function carryAcme(service: Located | undefined, to: Target, { global = [] }: Routing): void {
  const email = global.find(({ name }) => name === "email")?.args[0];
  const given = typeof email === "string" && !email.includes("{") ? email : undefined;
  if (given === undefined) {
    const place = service?.at ?? { file: "", line: 1, column: 1 };
    to.note(
      place,
      "tls",
      "an ACME account has an e-mail address here: pulumi config set acmeEmail ops@example.com",
    );
  }
  const acme = object({ email: given ?? to.config.plain("acmeEmail") });
  to.set("tls", object({ mode: raw("TlsMode.Acme"), acme }));
}

const STOCK = /^(docker\.io\/)?lucaslorentz\/caddy-docker-proxy(:|@|$)/;

/** Whether the proxy's image is a version of the usual one, which has Caddy's standard modules only. */
export function isStock(proxy: Located | undefined): boolean {
  const image = textOf(fieldOf(proxy, "image")) ?? "";
  return STOCK.test(image) && /[:@]/.test(image);
}

function carryImage(
  service: Located,
  to: Target,
  needed: Parameters<typeof carryModules>[2],
): void {
  const image = textOf(fieldOf(service, "image"));
  const build = fieldOf(service, "build");
  if (build !== undefined) {
    to.note(
      build.at,
      "build",
      "build and push the proxy's image yourself, and name it: pulumi config set caddyImage <reference>. BuiltCaddyImage builds one with rate limits and a cache.",
    );
    carryModules(to.config.plain("caddyImage"), to, needed);
  } else if (image !== undefined && !STOCK.test(image)) carryModules(image, to, needed);
  else {
    // A Caddyfile has no version of the proxy.
    if (image?.includes(":")) {
      to.note(
        fieldOf(service, "image")?.at ?? service.at,
        "image",
        `${image} becomes the version that this package is tested with, images.caddy.`,
      );
    }
    if (needed.modules.length + needed.directives.length > 0) carryModules(undefined, to, needed);
  }
}

function carryModules(
  reference: Code | undefined,
  to: Target,
  { modules, directives }: { modules: readonly string[]; directives: readonly string[] },
): void {
  if (modules.length + directives.length > 0) {
    const place = { file: to.service, line: 1, column: 1 };
    const names = [...modules, ...directives.map((name) => `the directive ${name}`)].join(", ");
    to.note(
      place,
      "image",
      `the proxy's image must have ${names}: compare with caddy list-modules in it. Without them the proxy loads no configuration.`,
    );
  }
  to.set(
    "image",
    object({
      reference: reference ?? to.config.plain("caddyImage"),
      modules: some(modules),
      directives: some(directives),
    }),
  );
}

function carryPublished(service: Located, to: Target): void {
  const node = fieldOf(service, "ports");
  const ports = itemsOf(node).flatMap(portsOf);
  const of = (target: number) => ports.find((port) => port.target === target);
  for (const [target, argument] of [
    [80, "httpPort"],
    [443, "httpsPort"],
  ] as const) {
    const published = of(target)?.published;
    if (published !== undefined && published !== target) to.set(argument, published);
  }
  const host = textOf(fieldOf(service, "network_mode")) === "host";
  const address = (of(443) ?? of(80))?.hostIp ?? (ports.length > 0 || host ? "0.0.0.0" : undefined);
  if (address !== undefined && address !== "127.0.0.1") to.set("address", address);
  if (host)
    to.note(
      service.at,
      "network_mode",
      'publish: "host-network" is its argument; with ports, the proxy and services share a network.',
    );
  for (const { target, published } of ports) {
    if (target === 80 || target === 443 || node === undefined) continue;
    to.left(
      node.at,
      "ports",
      `${published ?? target}:${target}: the entry point publishes httpPort and httpsPort only.`,
    );
  }
}

function carryStorage(service: Located, to: Target): void {
  const directories: string[] = [];
  for (const item of itemsOf(fieldOf(service, "volumes"))) {
    const { type, source, target } = mountOf(item);
    if (/docker\.sock$/.test(source ?? "")) {
      if (source !== "/var/run/docker.sock") to.set("dockerSocket", source);
      continue;
    }
    const argument = { "/data": "data", "/config": "config" }[target];
    const volume = source === undefined ? undefined : to.project.volumeName(source);
    if (argument !== undefined && type === "bind") {
      to.set(argument, object({ directory: hostPath(source ?? "", to) }));
      to.note(
        item.at,
        argument,
        "the hardened proxy runs as user 65532, which must be able to write the folder.",
      );
    } else if (argument !== undefined && volume !== undefined && to.project.adoptVolumes) {
      to.set(argument, object({ volume }));
    } else if (argument === undefined && type === "bind" && hostPath(source ?? "", to) === target) {
      to.set("directories", list([...directories, target]));
      directories.push(target);
    } else if (argument === undefined) {
      to.left(
        item.at,
        `volumes ${target}`,
        "the proxy reads folders of the Docker host at their own path: give it directories, and name that path in root and file_server.",
      );
    }
  }
}

const SETTINGS: Readonly<Record<string, string>> = {
  CADDY_DOCKER_POLLING_INTERVAL: "pollingInterval",
  CADDY_DOCKER_EVENT_THROTTLE_INTERVAL: "eventThrottleInterval",
  CADDY_DOCKER_PROCESS_CADDYFILE: "processCaddyfile",
  CADDY_DOCKER_PROXY_SERVICE_TASKS: "proxyServiceTasks",
  CADDY_DOCKER_NO_SCOPE: "noScope",
  CADDY_DOCKER_LOG_LEVEL: "logLevel",
  CADDY_DOCKER_LOG_FORMAT: "logFormat",
};

/** Variables that this library sets itself. */
const OWN = new Set([
  "CADDY_INGRESS_NETWORKS",
  "CADDY_DOCKER_LABEL_PREFIX",
  "CADDY_DOCKER_SCAN_STOPPED_CONTAINERS",
]);

function carrySettings(service: Located, to: Target): void {
  const fields: Record<string, Code> = {};
  for (const [name, { key, node }] of recordOf(fieldOf(service, "environment"))) {
    const value = textOf(node) ?? "";
    const setting = SETTINGS[name];
    if (setting !== undefined)
      fields[setting] = /^(true|false)$/i.test(value) ? value.toLowerCase() === "true" : value;
    else if (!OWN.has(name)) {
      const instead =
        name === "CADDY_DOCKER_CADDYFILE_PATH"
          ? "the base Caddyfile: run gatehouse import on that file; its sites and snippets go into routing."
          : looksSecret(name)
            ? "the proxy has no environment: a token of the DNS challenge is tls.acme.dns.token, and others are {file./path} on a folder of directories."
            : "the proxy has no environment: write the value where {$…} or {env.…} names it.";
      to.left(key, `environment.${name}`, instead);
    }
  }
  if (Object.keys(fields).length > 0) to.set("settings", object(fields));
}

/** Keys of the proxy's service that need no argument, or that are carried above. */
const HANDLED = new Set(
  `image build ports volumes environment labels networks network_mode restart container_name depends_on
   expose hostname extra_hosts logging init`.split(/\s+/),
);

function reportOthers(service: Located, to: Target): void {
  for (const [key, { key: place }] of fieldsOf(service)) {
    if (!HANDLED.has(key)) to.left(place, key, "CaddyProxy decides it: see its arguments.");
  }
}
