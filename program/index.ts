/** What only this program has: the settings of its stacks, their Docker host and the preflight. */
export { proxyArgs, toxicWhoamiArgs, toxiproxyArgs, whoamiArgs } from "./arguments";
export { resolveStackHost, stackProvider } from "./docker-host";
export { preflight } from "./preflight";
export { readSettings } from "./read-settings";
