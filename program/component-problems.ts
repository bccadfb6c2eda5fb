import type { CaddyProxy, ProxyNetwork, Toxiproxy } from "../components";
import { caddyProxyProblems } from "../components/caddy/caddy-proxy";
import { type Problem, problem } from "../components/schema/problems";
import { whoamiProblems } from "../components/service/whoami";
import { toxicSetProblems } from "../components/toxics";
import { toxiproxyProblems } from "../components/toxiproxy/toxiproxy";
import { proxyArgs, toxicWhoamiArgs, toxiproxyArgs, whoamiArgs } from "./arguments";
import type { Settings } from "./settings";

/**
 * Where the arguments of each component stand in a stack's file: the settings of some arguments, and the
 * setting that holds all others.
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
} as const satisfies Readonly<Record<string, Readonly<Record<"others" | string, string>>>>;

/**
 * Runs the components' own checks on the arguments that the program is going to give them, before it
 * declares anything.
 *
 * @returns every mistake, with the setting that it is in as its path.
 */
export function componentProblems(settings: Settings): Problem[] {
  const proxy = proxyArgs(settings);
  const network = standIn<ProxyNetwork>("ProxyNetwork", { mode: settings.mode });
  const { address, httpPort, httpsPort, tls } = proxy;
  const ports = { address, httpPort, httpsPort, tls, publish: "ports", settings: {} };
  const entry = standIn<CaddyProxy>("CaddyProxy", { network, ...ports });
  const toxiproxy = toxiproxyArgs(settings);
  const through = toxiproxy && standIn<Toxiproxy>("Toxiproxy", { entry });
  const whoami = whoamiArgs(settings, through);
  return [
    ...inSettings("CaddyProxy", caddyProxyProblems({ ...proxy, network })),
    ...inSettings("Toxiproxy", toxiproxy ? toxiproxyProblems({ ...toxiproxy, entry }) : []),
    ...inSettings("Whoami", whoami ? whoamiProblems("whoami", { ...whoami, entry }) : []),
    ...inSettings("ToxicPath", toxicSetProblems(toxicWhoamiArgs(settings)?.toxics)),
  ];
}

/** What the checks read of a component that is not declared yet. */
function standIn<T>(type: string, fields: object): T {
  return { __pulumiType: `gatehouse:index:${type}`, ...fields } as T;
}

function inSettings(component: keyof typeof SETTINGS, problems: readonly Problem[]): Problem[] {
  return problems.map(({ path, message }) =>
    problem(`gatehouse:${settingOf(component, path)}`, namingSettings(component, message)),
  );
}

/** A message with settings in the place of arguments; only those with a dot are no words of English. */
function namingSettings(component: keyof typeof SETTINGS, message: string): string {
  return Object.entries(SETTINGS[component])
    .filter(([argument]) => argument.includes("."))
    .reduce(
      (text, [argument, setting]) => text.replaceAll(argument, `gatehouse:${setting}`),
      message,
    );
}

/** The setting that an argument is made of: `proxy.httpPort` for `httpPort` of `CaddyProxy`. */
function settingOf(component: keyof typeof SETTINGS, path: string): string {
  const { others, ...named } = SETTINGS[component];
  const [argument, setting] =
    Object.entries(named).find(([key]) => `${path}.`.replace("[", ".").startsWith(`${key}.`)) ?? [];
  if (argument !== undefined) return setting + path.slice(argument.length);
  return path === "" ? others : `${others}.${path}`;
}
