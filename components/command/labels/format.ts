import { stringify } from "yaml";
import { jsonDocument } from "../json";

/** The forms of labels. */
export const LabelFormat = {
  /** Services of a compose file. */
  Compose: "compose",
  /** Flags of `docker run`. */
  DockerRun: "docker-run",
  /** Lines `name=value`, for `docker run --label-file` and, as far as it can, compose's `label_file`. */
  Env: "env",
  /** An object of labels for each service, by its name. */
  Json: "json",
} as const;
export type LabelFormat = (typeof LabelFormat)[keyof typeof LabelFormat];

/** The labels of a service. */
export interface ServiceLabels {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The text of labels in a form. */
export function labelsText(services: readonly ServiceLabels[], format: LabelFormat): string {
  if (format === LabelFormat.Compose) return composeText(services);
  if (format === LabelFormat.Json) return jsonText(services);
  const write = format === LabelFormat.DockerRun ? flags : lines;
  return services.map((each) => `# ${each.name}\n${write(each.labels)}`).join("\n");
}

function composeText(services: readonly ServiceLabels[]): string {
  // Compose would replace a single dollar sign.
  const escaped = (labels: ServiceLabels["labels"]) =>
    Object.fromEntries(
      Object.entries(labels).map(([key, value]) => [key, value.replaceAll("$", "$$$$")]),
    );
  const all = services.map(({ name, labels }) => [name, { labels: escaped(labels) }]);
  return stringify({ services: Object.fromEntries(all) }, { lineWidth: 0 });
}

function jsonText(services: readonly ServiceLabels[]): string {
  const all = Object.fromEntries(services.map(({ name, labels }) => [name, labels]));
  return jsonDocument(all);
}

function flags(labels: ServiceLabels["labels"]): string {
  const quoted = Object.entries(labels).map(
    ([key, value]) => `--label '${`${key}=${value}`.replaceAll("'", "'\\''")}'`,
  );
  return `${quoted.join(" \\\n")}\n`;
}

function lines(labels: ServiceLabels["labels"]): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
}

/** The labels that a file can't have, or that compose would read otherwise, each with its reason. */
export function labelFileProblems(services: readonly ServiceLabels[]): string[] {
  return services.flatMap(({ name, labels }) =>
    Object.entries(labels).flatMap(([key, value]) => {
      const reason = labelFileProblem(key, value);
      return reason === undefined ? [] : [`${name} ${key}: ${reason}`];
    }),
  );
}

function labelFileProblem(key: string, value: string): string | undefined {
  if (/\n/.test(value)) return "has several lines, which no file of labels can have.";
  const plain = /^[\w.[\]-]+$/.test(key) && !/\$|\s#|^['"#]|^\s|\s$/.test(value);
  return plain ? undefined : "is for docker run --label-file: compose reads such a line otherwise.";
}
