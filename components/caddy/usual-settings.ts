import type * as pulumi from "@pulumi/pulumi";
import { DEFAULT_LABEL_PREFIX } from "../labels";
import { DeployMode } from "../network/deploy-mode";
import type { CaddySettings } from "./plugin-settings";
import { Publish } from "./publish";

/** What of an entry point decides how the plugin is set. */
interface Entry {
  readonly labelPrefix: string;
  readonly publish: Publish;
  /** Whether it is two containers, a server and a controller. */
  readonly split: boolean;
  readonly network: { readonly mode: DeployMode };
}

/** A server that starts on another node is no event that the controller sees; it looks for them. */
const SWARM_SETTINGS = { pollingInterval: "2s" };

/**
 * The plugin's settings unless others are given.
 *
 * Route-holders are stopped containers. Labels of this program are proven before they get there,
 * so with a prefix that nobody else uses the plugin need not try each site: see docs/updates.md.
 */
export function usualSettings({ labelPrefix, publish, split, network }: Entry): CaddySettings {
  const shared = labelPrefix === DEFAULT_LABEL_PREFIX;
  if (network.mode === DeployMode.Swarm) return { processCaddyfile: shared, ...SWARM_SETTINGS };
  // A server that did not take its configuration gets it with the next look only.
  const looks = split ? { pollingInterval: "5s" } : {};
  // On the host's network the administration API would be everybody's, and two proxies' one.
  const admin = publish === Publish.HostNetwork ? { admin: "off" } : {};
  return { scanStoppedContainers: true, processCaddyfile: shared, ...admin, ...looks };
}

/** What the container that reads labels is told beside the plugin's settings. */
export function readingEnvironment(entry: {
  readonly labelPrefix: string;
  readonly network: { readonly networkName: pulumi.Output<string> };
}): Record<string, pulumi.Input<string>> {
  return {
    CADDY_DOCKER_LABEL_PREFIX: entry.labelPrefix,
    CADDY_INGRESS_NETWORKS: entry.network.networkName,
  };
}
