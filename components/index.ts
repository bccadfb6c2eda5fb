/** The exports of the package; everything else is private. */
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
export type { CaddyProxyArgs } from "./caddy/args";
export { Publish } from "./caddy/args";
export { CaddyProxy } from "./caddy/caddy-proxy";
export { type CaddySettings, LogFormat, LogLevel } from "./caddy/deployment/plugin-settings";
export type { DataStorage } from "./caddy/deployment/storage";
export { BuiltCaddyImage, type BuiltCaddyImageArgs } from "./caddy/image/built-image";
export type { CaddyImage } from "./caddy/image/image";
export type { DefaultSite, Metrics } from "./caddy/routing/own-sites";
export type {
  AccessLog,
  AccessLogFile,
  LogCollector,
  LogRedaction,
  LogSampling,
} from "./caddy/server/access-log";
export type { AcceptedProxyProtocol } from "./caddy/server/proxy-protocol";
export type { ProxySource, TrustedProxies } from "./caddy/server/trusted-proxies";
export { type Acme, AcmeCa, type DnsChallenge, type ExternalAccount } from "./caddy/tls/acme";
export { rootCertificate } from "./caddy/tls/root-certificate";
export type { CertificateFiles, TlsPolicy } from "./caddy/tls/tls";
export { TlsMode } from "./caddy/tls/tls-mode";
export type { Build, ImageSource } from "./declare/build";
export { images } from "./declare/images";
export { type ContainerOptions, type Logging, RestartPolicy } from "./declare/options";
export type { ContainerFile, ContainerSecret, FileAccess } from "./declare/options/files";
export { type Mount, MountType } from "./declare/options/mounts";
export {
  type JoinedNetwork,
  type NetworkAttachment,
  PortProtocol,
  type PublishedPort,
} from "./declare/options/networks";
export type { Capabilities, Device, Privileges, Ulimit } from "./declare/options/privileges";
export { OWNER_LABEL, owner } from "./declare/owner";
export type { Confinement, Healthcheck, Limits } from "./declare/settings";
export { connect } from "./docker/host/client";
export type { DockerHost } from "./docker/host/engine";
export { type ConfiguredHost, resolveDockerHost } from "./docker/host/host";
export { type FoundNetwork, findNetwork } from "./docker/host/networks";
export { mirrored } from "./docker/images/mirror";
export { CaddyMode } from "./docker/routes/caddy";
/** The builders of sites, directives and matchers; also to be had from `./labels` itself. */
export * as labels from "./labels";
export { UpstreamScheme } from "./labels";
export { PrivateNetwork, type PrivateNetworkArgs } from "./network/private-network";
export {
  DEFAULT_NETWORK_NAME,
  DeployMode,
  ProxyNetwork,
  type ProxyNetworkArgs,
} from "./network/proxy-network";
export type { ClientCertificates, DockerHostArgs, SshAccess } from "./provider/docker-host-args";
export type { RegistryLogin } from "./provider/docker-provider";
export {
  type DockerProviderArgs,
  dockerProvider,
  type HostProvider,
} from "./provider/docker-provider";
export { type ClientPath, type HostPath, onClient, onHost } from "./schema/paths";
export type { Problem } from "./schema/problems";
export { Refusal } from "./schema/refusal";
export {
  LabelsOn,
  type ProxiedServiceArgs,
  type ServiceCanary,
  type ServiceFaults,
} from "./service/args";
export { type ClientAuth, ClientAuthMode } from "./service/client-auth";
export type { BasicAuth, ForwardAuth } from "./service/options/authentication";
export type { Backend, Credential, ServedFiles, Upstreams } from "./service/options/backend";
export type { HttpCache } from "./service/options/cache";
export { type Compression, CompressionFormat } from "./service/options/compression";
export { type FileServing, PrecompressedFormat } from "./service/options/file-serving";
export type { HeaderFields, SecurityHeaders } from "./service/options/headers";
export type { Health } from "./service/options/health";
export { CertificateField, type Identity } from "./service/options/identity";
export {
  type Canary,
  type LoadBalancing,
  LoadBalancingPolicy,
  type PassiveHealth,
  type Retries,
} from "./service/options/load-balancing";
export type { Maintenance } from "./service/options/maintenance";
export type { Php } from "./service/options/php";
export { ProxyProtocol } from "./service/options/proxy-protocol";
export { type RateLimit, RateLimitKey } from "./service/options/rate-limit";
export type { Redirect, ServiceRoute, StaticResponse } from "./service/options/route";
export { RouteOption, type RouteOptions } from "./service/options/route-options";
export {
  type RoutingOptions,
  type ServiceOptions,
  type ServiceRouting,
  serviceProblems,
} from "./service/options/routing";
export { serviceCredentials, serviceSites } from "./service/options/sites";
export type { Timeouts } from "./service/options/timeouts";
export type { PortalArgs } from "./service/portal/args";
export { Portal } from "./service/portal/portal";
export { ProxiedService } from "./service/proxied-service";
export type { ReleaseOptions } from "./service/release-options";
export { Service, type ServiceArgs } from "./service/service";
export { StaticSite } from "./service/static-site";
export type { SiteOptions, SiteRoute, StaticSiteArgs } from "./service/static-site-args";
export { type ProxiedTcpArgs, StartTls, TcpTls } from "./service/tcp/args";
export { ProxiedTcp } from "./service/tcp/proxied-tcp";
export type { ProxiedUpstreamArgs, UpstreamAddress, UpstreamTls } from "./service/upstream/args";
export { ProxiedUpstream } from "./service/upstream/proxied-upstream";
export { Whoami, type WhoamiArgs } from "./service/whoami";
export type { SwarmOptions } from "./swarm/policy";
export { FailureAction, type Placement, type UpdateConfig, UpdateOrder } from "./swarm/policy";
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
} from "./toxics/toxic";
export { ToxicPath, type ToxicPathArgs } from "./toxiproxy/toxic-path";
export { Toxiproxy, type ToxiproxyArgs } from "./toxiproxy/toxiproxy";
