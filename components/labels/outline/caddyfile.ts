import { caddyfileOf, type GenerateOptions } from "../caddyfile/generate";
import { expandTemplates, splitTemplates, UnknownTemplate } from "../caddyfile/template";

/** Labels of a program, before the containers that carry them have addresses. */
export interface LabelledService {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** How many containers carry the labels. */
  readonly containers: number;
}

/**
 * The Caddyfile that the plugin will make of the labels of a program, as far as it is known before
 * the containers are there: in the place of their addresses stand the names `<service>`,
 * `<service>-2`, …, and other templates stand as they are written. Upstreams of one site are in the
 * order of the services; the plugin puts those of new containers first.
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

/** The value with literal text in the place of templates of which only the proxy knows the value. */
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
