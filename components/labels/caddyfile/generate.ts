import { type Block, isGlobal, isSite, MergedBlocks } from "./block";
import { fromLabels, selectLabels } from "./from-labels";
import { marshal, unmarshal } from "./marshal";
import { expandTemplates, splitTemplates, UnknownTemplate } from "./template";

/** A container for the plugin. */
export interface LabelledContainer {
  readonly labels: Readonly<Record<string, string>>;
  /** Its IP addresses on the ingress networks. */
  readonly ips: readonly string[];
}

/** Settings of the plugin. */
export interface GenerateOptions {
  /** The label prefix. Default: `caddy`. */
  readonly prefix?: string;
  /** CADDY_DOCKER_PROCESS_CADDYFILE. Default: true. */
  readonly process?: boolean;
}

/** The plugin's Caddyfile without any block. */
export const EMPTY_CADDYFILE = "# Empty caddyfile";

/**
 * The Caddyfile that Caddy Docker Proxy generates from the labels of containers. The plugin leaves out
 * blocks that Caddy refuses; this Caddyfile has them, too, since only Caddy can tell.
 *
 * @param containers in Docker's order, the newest first.
 * @throws PanickingLabel if the plugin would panic; UnknownTemplate if only the proxy knows a
 *   template's value.
 */
export function caddyfileOf(
  containers: readonly LabelledContainer[],
  { prefix = "caddy", process = true }: GenerateOptions = {},
): string {
  const read = containers.map(({ labels, ips }) => ({ labels: selectLabels(labels, prefix), ips }));
  const text = unprocessed(read, expandTemplates);
  return (process ? processed(text) : text) || EMPTY_CADDYFILE;
}

/** How a Caddyfile before that step differs from the blocks of its containers. */
export interface UnprocessedOptions {
  /** The base Caddyfile that labels are added to. Default: none. */
  readonly base?: string;
  /** A container: sites that have nothing of its labels are left out. Default: none is. */
  readonly about?: LabelledContainer;
}

/**
 * The Caddyfile of containers before the plugin leaves out blocks that Caddy refuses.
 *
 * @param containers with the labels that {@link selectLabels} returns.
 * @param expand fills in the templates of a value.
 */
export function unprocessed(
  containers: readonly LabelledContainer[],
  expand: (value: string, ips: readonly string[]) => string,
  { base = "", about }: UnprocessedOptions = {},
): string {
  const blocksOf = ({ labels, ips }: LabelledContainer) =>
    fromLabels(labels, (value) => expand(value, ips));
  const all = new MergedBlocks(unmarshal(base));
  for (const container of containers) all.add(blocksOf(container));
  const own = about && new Set(blocksOf(about).map(siteKey));
  const blocks = all.blocks.filter(
    (block) => own === undefined || !isSite(block) || own.has(siteKey(block)),
  );
  return marshal(blocks.filter(isGlobal)) + marshal(blocks.filter((block) => !isGlobal(block)));
}

/** The addresses of a site, by which the plugin merges sites. */
function siteKey({ keys }: Block): string {
  return JSON.stringify(keys);
}

/** The Caddyfile after the plugin has parsed and written it; empty if the plugin cannot parse it. */
export function processed(text: string): string {
  const blocks = unmarshal(text);
  return blocks === undefined ? "" : marshal(blocks);
}

/** A service of a program, whose containers need not exist yet. */
export interface LabelledService {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The number of containers with these labels. */
  readonly containers: number;
}

/**
 * The Caddyfile that the plugin will generate for a program whose containers need not exist yet. It
 * has the names `<service>`, `<service>-2`, … in place of their addresses, and other templates as they
 * are written. Upstreams of one site are in the order of the services; the plugin puts those of the
 * newest containers first.
 */
export function outlineCaddyfile(
  services: readonly LabelledService[],
  options: GenerateOptions = {},
): string {
  const containers = services.flatMap(({ name, labels, containers: count }) => {
    const shown = Object.fromEntries(
      Object.entries(labels).map(([key, value]) => [key, withUnknownAsText(value)]),
    );
    return Array.from({ length: count }, (_, index) => ({
      labels: shown,
      ips: [index === 0 ? name : `${name}-${index + 1}`],
    }));
  });
  return caddyfileOf(containers, options);
}

/** The value, with those templates that only the proxy can evaluate as literal text. */
function withUnknownAsText(value: string): string {
  return splitTemplates(value)
    .map(({ text, template }) => {
      if (template === undefined) return literal(text);
      return isKnown(`{{${template}}}`) ? `{{${template}}}` : literal(`{{${template}}}`);
    })
    .join("");
}

function isKnown(template: string): boolean {
  try {
    expandTemplates(template, []);
    return true;
  } catch (error) {
    if (error instanceof UnknownTemplate) return false;
    throw error;
  }
}

function literal(text: string): string {
  return text.includes("{{") ? `{{${JSON.stringify(text)}}}` : text;
}
