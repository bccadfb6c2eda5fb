// A site as the typed options of a ProxiedService, where they say the same.
import { parseAddress, type Site, site, upstreams } from "../../labels";
import { stable } from "../../labels/matchers/words";
import { hostProblem } from "../../labels/model/address";
import { argumentText } from "../../labels/model/argument";
import type { Directive } from "../../labels/model/directive";
import type { Backend } from "../../service/options/backend";
import type { Compression } from "../../service/options/compression";
import type { Health } from "../../service/options/health";
import type { LoadBalancing } from "../../service/options/load-balancing";
import { type ServiceOptions, serviceProblems } from "../../service/options/routing";
import { serviceSites } from "../../service/options/sites";
import { ownUpstream } from "../code/arguments";
import { comparable } from "../code/comparable";

/** The typed arguments of a site. */
export interface Typed {
  readonly hosts: string[];
  readonly port: number;
  readonly tls?: "internal" | "off";
  readonly options: ServiceOptions;
}

/** The typed arguments that make the same site; `undefined` where none do. */
export function typedSite(given: Site): Typed | undefined {
  const hosts = hostsOf(given);
  const certificate = given.directives.find(({ name }) => name === "tls");
  const proxy = given.directives.find(({ name }) => name === "reverse_proxy");
  const port = proxy && portOf(proxy);
  if (hosts === undefined || proxy === undefined || port === undefined) return undefined;
  const tls = certificate === undefined ? hosts.tls : "internal";
  const internal = certificate?.args[0] === "internal" && certificate.block.length === 0;
  if (certificate !== undefined && (!internal || hosts.tls === "off")) return undefined;
  const options = optionsOf(given.directives);
  if (options === undefined) return undefined;
  const typed = { hosts: hosts.names, port, tls, options } as const;
  return says(typed, given) ? typed : undefined;
}

/** Names without a port, all over https or all over plain http. */
function hostsOf({ addresses }: Site): { names: string[]; tls?: "off" } | undefined {
  const parts = addresses.map((address) =>
    typeof address === "string" ? parseAddress(address) : undefined,
  );
  const names = parts.map((part) => part?.host ?? "");
  if (parts.some((part) => part === undefined || part.port !== undefined)) return undefined;
  if (names.some((name) => hostProblem(name) !== undefined)) return undefined;
  const schemes = new Set(parts.map((part) => part?.scheme ?? "https"));
  if (schemes.size > 1) return undefined;
  return schemes.has("http") ? { names, tls: "off" } : { names };
}

function portOf({ matcher, args }: Directive): number | undefined {
  const [only, ...others] = args;
  if (matcher !== undefined || only === undefined || others.length > 0) return undefined;
  const own = ownUpstream(only);
  if (own === undefined || (own.scheme ?? "http") !== "http") return undefined;
  return own.port ?? 80;
}

/** Whether the arguments make the site. */
function says({ hosts, port, options }: Typed, given: Site): boolean {
  if (serviceProblems({ ...options, hosts }).length > 0) return false;
  const routing = { ...options, name: "service", hosts, port, tls: "acme" } as const;
  const [made] = serviceSites(routing, BACKEND);
  const others = given.directives.filter(({ name }) => name !== "tls");
  return made !== undefined && equal(made, site(hosts, ...others));
}

function equal(one: Site, other: Site): boolean {
  return stable(comparable(one).directives) === stable(comparable(other).directives);
}

const BACKEND: Backend = {
  upstreamsFor: (port) => ({ stable: [upstreams(port)], canary: [] }),
  containers: 1,
  hashOf: () => "",
};

/** Options for all directives but the certificate's; `undefined` where one has none. */
function optionsOf(directives: readonly Directive[]): ServiceOptions | undefined {
  const options: ServiceOptions = {};
  for (const each of directives) {
    if (each.matcher !== undefined) return undefined;
    if (each.name !== "tls" && READERS[each.name]?.(each, options) !== true) return undefined;
  }
  return options;
}

/** Reads a directive into options; returns whether it could. */
type Reader = (given: Directive, options: ServiceOptions) => boolean;

const READERS: Readonly<Record<string, Reader>> = {
  encode: ({ args, block }, options) => {
    const length = textIn(block, "minimum_length");
    options.compression = {
      formats: args.length === 0 ? undefined : (args.map(argumentText) as Compression["formats"]),
      minimumLength: length === undefined ? undefined : Number(length),
    };
    return true;
  },
  header: ({ args, block }, options) => {
    const [field, ...values] = args.map(argumentText);
    const own = field === undefined ? [] : [{ name: field, args: values }];
    const changes = { ...options.responseHeaders };
    for (const { name, args: given } of [...own, ...block]) {
      const [value = "", ...more] = given.map(argumentText);
      if (more.length > 0 || /^[?>]/.test(name)) return false;
      if (name.startsWith("-")) changes.remove = [...(changes.remove ?? []), name.slice(1)];
      else if (name.startsWith("+")) changes.add = { ...changes.add, [name.slice(1)]: value };
      else if (name !== "defer") changes.set = { ...changes.set, [name]: value };
    }
    options.responseHeaders = changes;
    return true;
  },
  request_body: ({ block }, options) => {
    options.maxBodySize = textIn(block, "max_size");
    return true;
  },
  forward_auth: ({ args, block }, options) => {
    const copied = block.find(({ name }) => name === "copy_headers")?.args.map(argumentText);
    const to = args.map(argumentText).join(" ");
    options.forwardAuth = { to, uri: textIn(block, "uri") ?? "", copyHeaders: copied };
    return true;
  },
  reverse_proxy: ({ block }, options) => {
    const health = healthOf(block);
    if (health !== undefined) options.health = health;
    const balancing = balancingOf(block);
    if (balancing !== undefined) options.loadBalancing = balancing;
    const streamClose = textIn(block, "stream_close_delay");
    if (streamClose !== undefined) options.timeouts = { streamClose };
    return true;
  },
};

function textIn(block: readonly Directive[], name: string): string | undefined {
  const found = block.find((each) => each.name === name)?.args[0];
  return found === undefined ? undefined : argumentText(found);
}

function numberIn(block: readonly Directive[], name: string): number | undefined {
  const text = textIn(block, name);
  return text === undefined ? undefined : Number(text);
}

/** Where Caddy has another default than this library, the check writes Caddy's. */
function healthOf(block: readonly Directive[]): Health | undefined {
  const path = textIn(block, "health_uri");
  if (path === undefined) return undefined;
  return {
    path,
    port: numberIn(block, "health_port"),
    interval: textIn(block, "health_interval") ?? "30s",
    timeout: textIn(block, "health_timeout") ?? "5s",
    status: numberIn(block, "health_status"),
    fails: numberIn(block, "health_fails") ?? 1,
    passes: numberIn(block, "health_passes"),
  };
}

function balancingOf(block: readonly Directive[]): LoadBalancing | undefined {
  const policy = block.find(({ name }) => name === "lb_policy");
  const [name, key] = policy?.args.map(argumentText) ?? [];
  const failDuration = textIn(block, "fail_duration");
  const [duration, interval] = [textIn(block, "lb_try_duration"), textIn(block, "lb_try_interval")];
  const retries = { for: duration, interval };
  const found: LoadBalancing = {
    ...(name === undefined ? {} : { policy: name as LoadBalancing["policy"], key }),
    ...(duration === undefined && interval === undefined ? {} : { retries }),
    ...(failDuration === undefined
      ? {}
      : { passiveHealth: { failDuration, maxFails: numberIn(block, "max_fails") } }),
  };
  return Object.keys(found).length === 0 ? undefined : found;
}
