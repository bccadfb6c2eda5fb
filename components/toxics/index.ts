export { API_PORT, type ProxyEntry, proxiesFile, proxyClashes } from "./proxies";
