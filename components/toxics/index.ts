// Toxics as typed data, and the two clients of Toxiproxy: its HTTP API and its CLI.

export type { ProxyState, ToxiproxyApi } from "./api";
export { type ToxicBody, toxicBody } from "./body";
export { toxiproxyCli } from "./cli";
export { type ToxiproxyClient, toxiproxyApi } from "./client";
export { describeToxic } from "./describe";
export { API_ALIAS, API_PORT, listenAddress, listenPort, type ProxySpec } from "./proxies";
export { toxicProblems, toxicSetProblems } from "./set";
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
} from "./toxic";
