/** What other programs import; nothing else is public. */

export type { ServiceFaults } from "./_faulty-backend";
export { OWNER_LABEL, owner } from "./_owner";
export { type Acme, AcmeCa, type DnsChallenge, type ExternalAccount } from "./acme";
export {
  type Backup,
  BackupError,
  type BackupManifest,
  type BackupOrigin,
  backUpProxy,
  type MadeBackup,
  openBackup,
  restoreProxy,
} from "./backup";
export { BuiltCaddyImage, type BuiltCaddyImageArgs } from "./built-caddy-image";
export type { CaddyImage } from "./caddy-image";
export { CaddyProxy, type CaddyProxyArgs } from "./caddy-proxy";
export { CaddyMode, type CaddySettings, LogFormat, LogLevel } from "./caddy-settings";
export type { Storage } from "./caddy-storage";
export type { CertificateFiles } from "./certificate-files";
export type { Confinement } from "./confinement";
export type { DefaultSite } from "./default-site";
export {
  type ClientCertificates,
  type DockerHostArgs,
  type DockerProviderArgs,
  dockerProvider,
  type HostProvider,
  type SshAccess,
} from "./docker-provider";
export {
  type ConfiguredHost,
  connect,
  type DockerHost,
  dockerHost,
  type FoundNetwork,
  findNetwork,
} from "./engine";
export { Refusal } from "./errors";
export type { Healthcheck } from "./healthcheck";
export { images } from "./images";
/** The builders of sites, directives and matchers; also to be had from `./labels` itself. */
export * as labels from "./labels";
export { LabelsOn } from "./labels-on";
export type { Limits } from "./limits";
export type { Metrics } from "./metrics";
export { mirrored } from "./mirror";
export { Mode } from "./mode";
export { type ClientPath, type HostPath, onClient, onHost } from "./paths";
export { ProxiedService } from "./proxied-service";
export type { ProxiedServiceArgs, ServiceCanary } from "./proxied-service-args";
export { DEFAULT_NETWORK_NAME, ProxyNetwork, type ProxyNetworkArgs } from "./proxy-network";
export { Publish } from "./publish";
export type { RegistryLogin } from "./registry-login";
export { rootCertificate } from "./root-certificate";
export * from "./service";
export type { SwarmOptions } from "./swarm/options";
export { FailureAction, type Placement, type UpdateConfig, UpdateOrder } from "./swarm/policy";
export { TlsMode, type TlsPolicy } from "./tls";
export { ToxicPath, type ToxicPathArgs } from "./toxic-path";
export {
  type BandwidthToxic,
  type LatencyToxic,
  type LimitDataToxic,
  type ResetPeerToxic,
  type SlicerToxic,
  type SlowCloseToxic,
  Stream,
  type TimeoutToxic,
  type Toxic,
} from "./toxics";
export { Toxiproxy, type ToxiproxyArgs, type ToxiproxyPath } from "./toxiproxy";
export { Whoami, type WhoamiArgs } from "./whoami";
