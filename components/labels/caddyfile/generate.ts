import { type Block, isGlobal } from "./block";
import { fromLabels, selectLabels } from "./from-labels";
import { marshal, unmarshal } from "./marshal";
import { mergeBlocks } from "./merge";
import { expandTemplates } from "./template";

/** A container as the plugin sees it. */
export interface LabelledContainer {
  readonly labels: Readonly<Record<string, string>>;
  /** Its addresses on the ingress network. */
  readonly ips: readonly string[];
}

/** How the plugin runs. */
export interface GenerateOptions {
  /** Default: `caddy`. */
  readonly prefix?: string;
  /** The value of CADDY_DOCKER_PROCESS_CADDYFILE. Default: true, as in the plugin. */
  readonly process?: boolean;
}

/** What the plugin loads where nothing is left. */
export const EMPTY_CADDYFILE = "# Empty caddyfile";

/**
 * The Caddyfile that Caddy Docker Proxy generates from the labels of containers.
 *
 * Processing leaves out the blocks that Caddy refuses; which those are only Caddy can tell, so that
 * here every block is taken to be one that it adapts.
 *
 * @param containers in the order in which Docker lists them, the newest first.
 * @throws PanickingLabel where the plugin would panic, UnknownTemplate for a template of which only
 *   the proxy knows the value.
 */
export function caddyfileOf(
  containers: readonly LabelledContainer[],
  { prefix = "caddy", process = true }: GenerateOptions = {},
): string {
  const read = containers.map(({ labels, ips }) => ({ labels: selectLabels(labels, prefix), ips }));
  const text = unprocessed(read, expandTemplates);
  return (process ? processed(text) : text) || EMPTY_CADDYFILE;
}

/**
 * The Caddyfile of containers before Caddy is asked about its blocks.
 *
 * @param containers with the labels that the plugin reads, their prefix spelled `caddy`.
 * @param expand fills in the templates of a value.
 */
export function unprocessed(
  containers: readonly LabelledContainer[],
  expand: (value: string, ips: readonly string[]) => string,
): string {
  const all: Block[] = [];
  for (const { labels, ips } of containers) {
    mergeBlocks(
      all,
      fromLabels(labels, (value) => expand(value, ips)),
    );
  }
  return marshal(all.filter(isGlobal)) + marshal(all.filter((block) => !isGlobal(block)));
}

/** The text after the plugin read and wrote it again; empty when it can't read it. */
export function processed(text: string): string {
  const blocks = unmarshal(text);
  return blocks === undefined ? "" : marshal(blocks);
}
