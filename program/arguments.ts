import type {
  BuiltCaddyImageArgs,
  CaddyProxy,
  CaddyProxyArgs,
  PortalArgs,
  ProxyNetwork,
  ProxyNetworkArgs,
  ServiceFaults,
  ToxicPathArgs,
  Toxiproxy,
  ToxiproxyArgs,
  WhoamiArgs,
} from "../components";
import { caddyProxyProblems, deploymentOf } from "../components/caddy/caddy-proxy";
import { type Problem, problem } from "../components/schema/problems";
import { portalProblems } from "../components/service/portal/portal";
import { whoamiProblems } from "../components/service/whoami";
import { toxicSetProblems } from "../components/toxics/schema";
import { toxiproxyProblems } from "../components/toxiproxy/toxiproxy";
import type { Settings } from "./settings";

/**
 * The arguments of the program's components, made of a stack's settings, without the components that
 * the program declares first, such as the entry point.
 */
export interface ProgramArgs {
  readonly network: ProxyNetworkArgs;
  /** Of the image that the entry point runs, where the Docker host builds it. */
  readonly image?: BuiltCaddyImageArgs;
  readonly proxy: Omit<CaddyProxyArgs, "network">;
  readonly toxiproxy?: Omit<ToxiproxyArgs, "entry">;
  readonly whoami?: Omit<WhoamiArgs, "entry" | "faults">;
  /** Of whoami, which then runs through Toxiproxy. */
  readonly faults?: Omit<ServiceFaults, "through">;
  /** A second way to whoami, through Toxiproxy. */
  readonly toxicWhoami?: Omit<ToxicPathArgs, "through" | "upstream">;
  readonly portal?: Omit<PortalArgs, "entry">;
}

/** Turns settings into arguments. */
export function argumentsOf(settings: Settings): ProgramArgs {
  const { network: networkName, mode, protect, images, tls } = settings;
  const { caddy, modules, build, ...published } = settings.proxy;
  const mirror = settings.registry?.mirror;
  const { hosts, toxics, down, ...server } = settings.toxiproxy ?? {};
  return {
    network: { networkName, protect, mode },
    ...(build && { image: { ...build, mirror } }),
    proxy: {
      ...(build === undefined && { image: { reference: images.caddy, modules } }),
      mirror,
      tls: { mode: tls, acme: settings.acme, files: settings.certificate },
      settings: caddy,
      protect,
      ...published,
    },
    ...(settings.toxiproxy && { toxiproxy: { image: images.toxiproxy, ...server } }),
    ...whoamiArgs(settings),
    ...(hosts && { toxicWhoami: { hosts, toxics, down } }),
    ...(settings.portal && { portal: settings.portal }),
  };
}

/** The arguments of whoami, if the stack has it, and of the faults on the way to it. */
function whoamiArgs({ images, whoami }: Settings): Pick<ProgramArgs, "whoami" | "faults"> {
  if (whoami === undefined) return {};
  const { faults, ...others } = whoami;
  return { whoami: { image: images.whoami, ...others }, faults };
}

/**
 * The settings of each component's arguments in a stack's file: of some arguments, and `others` of all
 * others.
 */
const SETTINGS = {
  CaddyProxy: {
    others: "proxy",
    "image.reference": "images.caddy",
    "image.modules": "proxy.modules",
    mirror: "registry.mirror",
    "tls.mode": "tls",
    "tls.acme": "acme",
    "tls.files": "certificate",
    settings: "proxy.caddy",
    protect: "protect",
  },
  Toxiproxy: { others: "toxiproxy", image: "images.toxiproxy", entry: "toxiproxy" },
  Whoami: { others: "whoami", image: "images.whoami" },
  ToxicPath: { others: "toxiproxy" },
  Portal: { others: "portal", entry: "portal" },
} as const satisfies Readonly<Record<string, Readonly<Record<"others" | string, string>>>>;

/**
 * Runs the components' own checks on their arguments, before the program declares anything.
 *
 * @returns every mistake, with the setting that it is in as its path.
 */
export function argumentProblems(args: ProgramArgs): Problem[] {
  const network = standIn<ProxyNetwork>("ProxyNetwork", { mode: args.network.mode });
  const { address, httpPort, httpsPort, tcpPorts = [], tls } = args.proxy;
  const ports = { address, httpPort, httpsPort, tcpPorts, tls, publish: "ports", settings: {} };
  const deployment = deploymentOf({ ...args.proxy, network });
  const entry = standIn<CaddyProxy>("CaddyProxy", { network, deployment, ...ports });
  const through = standIn<Toxiproxy>("Toxiproxy", { entry });
  const { toxiproxy, whoami, portal } = args;
  const faults = args.faults && { through, ...args.faults };
  return [
    ...inSettings("CaddyProxy", caddyProxyProblems({ ...args.proxy, network })),
    ...inSettings("Toxiproxy", toxiproxy ? toxiproxyProblems({ ...toxiproxy, entry }) : []),
    ...inSettings("Whoami", whoami ? whoamiProblems("whoami", { ...whoami, entry, faults }) : []),
    ...inSettings("ToxicPath", toxicSetProblems(args.toxicWhoami?.toxics)),
    ...inSettings("Portal", portal ? portalProblems({ ...portal, entry }) : []),
  ];
}

/** A stand-in for a component that is not declared yet, with what the checks read. */
function standIn<T>(type: string, fields: object): T {
  return { __pulumiType: `gatehouse:index:${type}`, ...fields } as T;
}

function inSettings(component: keyof typeof SETTINGS, problems: readonly Problem[]): Problem[] {
  return problems.map(({ path, message }) =>
    problem(`gatehouse:${settingOf(component, path)}`, namingSettings(component, message)),
  );
}

/** Replaces arguments with settings in a message, but only those with a dot: others may be English words. */
function namingSettings(component: keyof typeof SETTINGS, message: string): string {
  return Object.entries(SETTINGS[component])
    .filter(([argument]) => argument.includes("."))
    .reduce(
      (text, [argument, setting]) => text.replaceAll(argument, `gatehouse:${setting}`),
      message,
    );
}

/** The setting of an argument: `proxy.httpPort` for `httpPort` of `CaddyProxy`. */
function settingOf(component: keyof typeof SETTINGS, path: string): string {
  const { others, ...named } = SETTINGS[component];
  const [argument, setting] =
    Object.entries(named).find(([key]) => `${path}.`.replace("[", ".").startsWith(`${key}.`)) ?? [];
  if (argument !== undefined) return setting + path.slice(argument.length);
  return path === "" ? others : `${others}.${path}`;
}
