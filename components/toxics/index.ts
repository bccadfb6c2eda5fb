export { type ToxicBody, toxicBody } from "./body";
export { type ProxyChange, type ProxyState, type ToxiproxyApi, toxiproxyApi } from "./client";
export { describeToxic } from "./describe";
export { API_PORT, listenAddress, type ProxyEntry } from "./proxies";
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
export { type ToxiproxyConnection, ToxiproxyError } from "./transport";
