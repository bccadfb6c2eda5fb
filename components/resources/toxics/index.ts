export { API_ADDRESS } from "./connection";
export { CONFIG_FILE, CONFIG_FOLDER } from "./server-file";
export { type ServerArgs, ToxicProxy, ToxicResource } from "./toxic-proxy";
