import { type Code, object } from "../../code/code";
import { recordOf } from "../../compose/merge";
import { fieldOf, type Located, textOf } from "../../compose/tree";
import { looksSecret } from "../secrets";
import type { Target } from "../target";

const SETTINGS: Readonly<Record<string, string>> = {
  CADDY_DOCKER_POLLING_INTERVAL: "pollingInterval",
  CADDY_DOCKER_EVENT_THROTTLE_INTERVAL: "eventThrottleInterval",
  CADDY_DOCKER_PROCESS_CADDYFILE: "processCaddyfile",
  CADDY_DOCKER_PROXY_SERVICE_TASKS: "proxyServiceTasks",
  CADDY_DOCKER_NO_SCOPE: "noScope",
  CADDY_DOCKER_LOG_LEVEL: "logLevel",
  CADDY_DOCKER_LOG_FORMAT: "logFormat",
};

/** Variables that this library sets itself. */
const OWN = new Set([
  "CADDY_INGRESS_NETWORKS",
  "CADDY_DOCKER_LABEL_PREFIX",
  "CADDY_DOCKER_SCAN_STOPPED_CONTAINERS",
]);

/** Sets the settings of the plugin from the environment of the proxy. */
export function carrySettings(service: Located, to: Target): void {
  const fields: Record<string, Code> = {};
  for (const [name, { key, node }] of recordOf(fieldOf(service, "environment"))) {
    const value = textOf(node) ?? "";
    const setting = SETTINGS[name];
    if (setting !== undefined)
      fields[setting] = /^(true|false)$/i.test(value) ? value.toLowerCase() === "true" : value;
    else if (!OWN.has(name)) {
      const instead =
        name === "CADDY_DOCKER_CADDYFILE_PATH"
          ? "the base Caddyfile: give it with --caddyfile; its sites and snippets go into routing."
          : looksSecret(name)
            ? "the proxy has no environment: a token of the DNS challenge is tls.acme.dns.token, and others are {file./path} on a folder of directories."
            : "the proxy has no environment: write the value where {$…} or {env.…} names it.";
      to.left(key, `environment.${name}`, instead);
    }
  }
  if (Object.keys(fields).length > 0) to.set("settings", object(fields));
}
