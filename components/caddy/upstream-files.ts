import { FILES, VOLUME } from "../docker/probe";
import { type Argument, type Directive, directive, type Site, site } from "../labels";

/*
 * Where requests go is not in the labels but in a file for each replica, the release file, that
 * names the container: Caddy reads it for each request. So a new release takes over without a
 * reload, which would close the connections of clients.
 */

/** The release file of a service's replica, counted from 1. */
export function releaseFile(service: string, replica: number): string {
  return `${folder(service)}/${replica}`;
}

/** The release file of a container of the release that is tried out, counted from 1. */
export function canaryFile(service: string, replica: number): string {
  return `${folder(service)}/canary-${replica}`;
}

/** The file that names the container that is asked whether it is ready. */
export function nextFile(service: string): string {
  return `${folder(service)}/next`;
}

/** The folder of a service's files, which no other has; its name says of which. */
export function folder(service: string): string {
  const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(service).replace(/[!~*'()]/g, percent);
}

/** The file with the hash of a user's password; each rotation has another, which makes a reload. */
export function userFile(service: string, { user, rotation }: { user: string; rotation: number }) {
  return `${folder(service)}/users/${user}-${rotation}`;
}

/** The hash in that file, which Caddy reads when it loads its configuration. */
export function userHash(file: string): string {
  return `{file.${VOLUME}/${FILES}/${file}}`;
}

/**
 * The upstream that a release file names. The network's name behind it makes what an empty file
 * would leave, while it is written, no host at all: the request is tried again.
 */
export function releaseUpstream(file: string, network: string, port: number | string): string {
  return `{file.${VOLUME}/${FILES}/${file}}.${network}:${port}`;
}

/**
 * How long a request waits for a service, and how often it is tried in that time. The interval is
 * below the 100 ms after which the plugin reloads, since a reload ends the wait.
 */
const TRIES: readonly Directive[] = [
  directive("lb_try_duration", ["5s"]),
  directive("lb_try_interval", ["20ms"]),
];

/** How the proxy speaks to upstreams of a scheme: Caddy takes no scheme before a placeholder. */
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
 * @param upstreams those for a port.
 * @param words what else the proxy is told for a port. Default: nothing.
 */
export function leadingTo(
  given: Site,
  upstreams: (port: string) => Argument[],
  words: (port: string) => readonly Directive[] = () => [],
): Site {
  const change = (target: Directive): Directive => {
    const { name, matcher } = target;
    const addresses = target.args.flatMap((argument) => ownAddress(argument) ?? []);
    const args = target.args.flatMap((argument) => {
      const own = ownAddress(argument);
      return own ? upstreams(own.port) : [argument];
    });
    const added = addresses.flatMap(({ port }) => words(port));
    const inside = [...added, ...target.block.map(change)];
    const block =
      name === "reverse_proxy" && addresses.length > 0
        ? withTransport(withTries(inside), addresses.find(({ scheme }) => scheme)?.scheme)
        : inside;
    const made = directive(name, args, block);
    return matcher === undefined ? made : { ...made, matcher };
  };
  return site(given.addresses, ...given.directives.map(change));
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
  const word = TRANSPORTS[scheme];
  if (word === undefined) return block;
  const given = block.find(({ name }) => name === "transport");
  const others = block.filter((each) => each !== given);
  return [...others, directive("transport", ["http"], [...(given?.block ?? []), word])];
}

/** Whether labels would be filled in from the container that carries them, other than addresses. */
export function hasTemplate(given: Site): boolean {
  const isTemplate = (argument: Argument): boolean =>
    typeof argument !== "string" &&
    ("parts" in argument ? argument.parts.some(isTemplate) : "template" in argument);
  const inDirective = ({ args, block }: Directive): boolean =>
    args.some(isTemplate) || block.some(inDirective);
  return given.addresses.some(isTemplate) || given.directives.some(inDirective);
}
