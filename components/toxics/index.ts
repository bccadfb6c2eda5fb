export { type ToxicBody, toxicBody } from "./body";
export { describeToxic } from "./describe";
export { API_PORT, type ProxyEntry, proxiesFile, proxyClashes } from "./proxies";
export { toxicProblems } from "./set";
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
