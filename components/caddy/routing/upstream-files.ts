import { FILES, VOLUME } from "../../docker/routes/probe";
import { type Argument, type Directive, directive, type Site, site } from "../../labels";

/*
 * The labels don't name the containers that requests go to. For each replica, a file on the proxy's
 * volume, the release file, names its container, and Caddy reads that file for each request. So a
 * new release takes over without a reload, which would close the connections of clients.
 */

/** The release file of a service's replica, counted from 1. */
export function releaseFile(service: string, replica: number): string {
  return `${folder(service)}/${replica}`;
}

/** The release file of a container of the canary, counted from 1. */
export function canaryFile(service: string, replica: number): string {
  return `${folder(service)}/canary-${replica}`;
}

/** The file that names the container whose readiness is checked. */
export function nextFile(service: string): string {
  return `${folder(service)}/next`;
}

/** The folder of a service's files: the service's name, escaped. */
export function folder(service: string): string {
  const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(service).replace(/[!~*'()]/g, percent);
}

/** The file with the hash of a user's password. Each rotation has its own, so Caddy reloads. */
export function userFile(service: string, { user, rotation }: { user: string; rotation: number }) {
  return `${folder(service)}/users/${user}-${rotation}`;
}

/** A placeholder for the hash in that file, which Caddy reads when it loads its configuration. */
export function userHash(file: string): string {
  return `{file.${VOLUME}/${FILES}/${file}}`;
}

/**
 * The upstream that a release file names. While Docker writes the file, it may be empty: thanks to
 * the network's name behind it, the upstream then is no valid host, and Caddy tries the request
 * again.
 */
export function releaseUpstream(file: string, network: string, port: number | string): string {
  return `{file.${VOLUME}/${FILES}/${file}}.${network}:${port}`;
}

/**
 * The same for the module layer4. It replaces placeholders when it loads its configuration, and again for each
 * connection: the backslash keeps this one for the connections.
 */
export function tcpUpstream(file: string, network: string, port: number): string {
  return `\\${releaseUpstream(file, network, port)}`;
}

/** The upstream at the address of the Docker host, which a file has. */
export function hostUpstream(file: string, port: number): string {
  return `{file.${VOLUME}/${FILES}/${file}}:${port}`;
}

/**
 * How long a request waits for a service, and how often it is tried in that time. The interval is
 * below the 100 ms after which the plugin reloads, since a reload ends the wait.
 */
const TRIES: readonly Directive[] = [
  directive("lb_try_duration", ["5s"]),
  directive("lb_try_interval", ["20ms"]),
];

/** The transport for upstreams of a scheme: Caddy takes no scheme before a placeholder. */
const TRANSPORTS: Readonly<Record<string, Directive>> = {
  https: directive("tls"),
  h2c: directive("versions", ["h2c", "2"]),
};

/** The ports for which a site has the labelled container's own addresses. */
export function ownPorts(given: Site): number[] {
  const ports = new Set<number>();
  leadingTo(given, (port) => {
    ports.add(Number(port));
    return [];
  });
  return [...ports];
}

/**
 * The site with others in place of the labelled container's own addresses.
 *
 * @param upstreams the other addresses for a port.
 * @param directives further directives of the proxy for a port. Default: none.
 */
export function leadingTo(
  given: Site,
  upstreams: (port: string) => Argument[],
  directives: (port: string) => readonly Directive[] = () => [],
): Site {
  const change = (target: Directive): Directive => {
    const { name, args } = target;
    const addresses = PROXIES.has(name)
      ? upstreamsOf(target).flatMap((each) => ownAddress(each) ?? [])
      : [];
    const added = addresses.flatMap(({ port }) => directives(port));
    const below = target.block.map(change).filter((word) => !isEmpty(word));
    const inside = [...added, ...below];
    const spoken = name === "php_fastcgi" ? undefined : addresses.find((each) => each.scheme);
    const block = addresses.length > 0 ? withTransport(withTries(inside), spoken?.scheme) : inside;
    return { ...target, ...directive(name, args.flatMap(replaced), block) };
  };
  const replaced = (argument: Argument): Argument[] => {
    const own = ownAddress(argument);
    return own ? upstreams(own.port) : [argument];
  };
  return site(given.addresses, ...given.directives.map(change));
}

/** Directives that send requests to upstreams: their arguments, and those of `to`. */
const PROXIES: ReadonlySet<string> = new Set(["reverse_proxy", "forward_auth", "php_fastcgi"]);

function upstreamsOf({ args, block }: Directive): readonly Argument[] {
  return [...args, ...block.filter(({ name }) => name === "to").flatMap((to) => to.args)];
}

/** Whether a `to` has lost all its upstreams. */
function isEmpty({ name, args }: Directive): boolean {
  return name === "to" && args.length === 0;
}

/** The scheme and port of the labelled container's own addresses. */
function ownAddress(argument: Argument): { scheme?: string; port: string } | undefined {
  if (typeof argument === "string" || !("template" in argument)) return undefined;
  const [name, ...options] = argument.template.split(/\s+/);
  if (name !== "upstreams") return undefined;
  const scheme = options.find((option) => /^[a-z]/.test(option));
  const usual = scheme === "https" ? "443" : "80";
  return { scheme, port: options.find((option) => /^\d/.test(option)) ?? usual };
}

function withTries(block: readonly Directive[]): readonly Directive[] {
  return block.some(({ name }) => name === "lb_try_duration") ? block : [...block, ...TRIES];
}

function withTransport(block: readonly Directive[], scheme = "http"): readonly Directive[] {
  const option = TRANSPORTS[scheme];
  if (option === undefined) return block;
  const given = block.find(({ name }) => name === "transport");
  const others = block.filter((each) => each !== given);
  return [...others, directive("transport", ["http"], [...(given?.block ?? []), option])];
}

/**
 * Whether the plugin would fill in anything but addresses from the container that carries the
 * labels.
 */
export function hasTemplate(given: Site): boolean {
  const isTemplate = (argument: Argument): boolean =>
    typeof argument !== "string" &&
    ("parts" in argument ? argument.parts.some(isTemplate) : "template" in argument);
  const inDirective = ({ args, block }: Directive): boolean =>
    args.some(isTemplate) || block.some(inDirective);
  const { addresses, directives } = leadingTo(given, () => []);
  return addresses.some(isTemplate) || directives.some(inDirective);
}
