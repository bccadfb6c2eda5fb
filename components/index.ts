/** What other programs import; nothing else is public. */

export { OWNER_LABEL, owner } from "./_owner";
export { CaddyProxy, type CaddyProxyArgs } from "./caddy-proxy";
export { CaddyMode, type CaddySettings, LogFormat, LogLevel } from "./caddy-settings";
export type { Storage } from "./caddy-storage";
export { connect, type DockerHost, dockerHost, type FoundNetwork, findNetwork } from "./engine";
export { Refusal } from "./errors";
export { images } from "./images";
/** The builders of sites, directives and matchers; also to be had from `./labels` itself. */
export * as labels from "./labels";
export { ProxiedService, type ProxiedServiceArgs } from "./proxied-service";
export { DEFAULT_NETWORK_NAME, ProxyNetwork, type ProxyNetworkArgs } from "./proxy-network";
export { type Acme, AcmeCa, TlsMode } from "./tls";
export { type ToxicPath, Toxiproxy, type ToxiproxyArgs } from "./toxiproxy";
export { Whoami, type WhoamiArgs } from "./whoami";
