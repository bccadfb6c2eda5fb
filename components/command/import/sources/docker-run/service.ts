// One `docker run` as a service of compose's.

import { readText } from "../../../compose/file-reader";
import type { Place } from "../../../compose/tree";
import { CommandFailure } from "../../../failure";
import { filled } from "../services";
import { FLAGS, flagOf, mountOf, ulimitOf } from "./flags";

/** The service of the words behind `docker run`. */
export function serviceOf(words: readonly string[], place: Place, number: number) {
  const fields: Record<string, unknown> = {};
  let index = 0;
  for (; index < words.length; index++) {
    const word = words[index] ?? "";
    if (!word.startsWith("-")) break;
    const [name, inline] = flagOf(word);
    const [key, kind] = FLAGS[name] ?? [name.replaceAll("-", "_"), "one"];
    const value = kind === "flag" ? (inline ?? "true") : (inline ?? words[++index] ?? "");
    if (key === "") continue;
    if (kind === "many" || kind === "pairs")
      fields[key] = [...((fields[key] as string[]) ?? []), value];
    else fields[key] = value;
  }
  const [image, ...command] = words.slice(index);
  if (image === undefined)
    throw new CommandFailure(`${place.file}:${place.line}: docker run needs an image.`);
  const { name = `${imageName(image)}${number}` } = fields;
  return { name: String(name), fields: composed(fields, image, command) };
}

/** The fields as compose has them. */
function composed(
  fields: Readonly<Record<string, unknown>>,
  image: string,
  command: readonly string[],
) {
  const { networks, aliases, mounts, ulimits, "label-file": files, ...rest } = fields;
  const kept = Object.entries(rest).filter(([key]) => !TOGETHER.test(key));
  return filled({
    ...{ image, command, ...Object.fromEntries(kept) },
    labels: [...textsIn(files).flatMap(labelsIn), ...textsIn(fields.labels)],
    volumes: [...textsIn(fields.volumes), ...textsIn(mounts).map(mountOf)],
    ...networksOf(textsIn(networks), textsIn(aliases)),
    ulimits: Object.fromEntries(textsIn(ulimits).map(ulimitOf)),
    ...loggingOf(fields),
    ...healthcheckOf(fields),
  });
}

/** Flags that are one key of compose's together, and the container's name. */
const TOGETHER = /^(name|log-|health-|no-healthcheck)/;

const textsIn = (value: unknown) => (value ?? []) as string[];

function networksOf(networks: readonly string[], aliases: readonly string[]) {
  const mode = networks.find((each) => /^(host|none|container:.*)$/.test(each));
  const joined = networks.filter((each) => each !== mode && !/^(bridge|default)$/.test(each));
  return {
    networks: Object.fromEntries(joined.map((each) => [each, { aliases }])),
    network_mode: mode,
  };
}

function loggingOf({
  "log-driver": driver,
  "log-opt": options,
}: Readonly<Record<string, unknown>>) {
  return driver === undefined ? {} : { logging: { driver, options: pairs(textsIn(options)) } };
}

function healthcheckOf({
  "health-cmd": test,
  "health-interval": interval,
  "health-timeout": timeout,
  "health-retries": retries,
  "no-healthcheck": disable,
}: Readonly<Record<string, unknown>>) {
  if (test === undefined && disable === undefined) return {};
  return { healthcheck: { test, interval, timeout, retries, disable } };
}

/** The labels of a file, as Docker's client reads it: what is behind the first `=` is the value. */
function labelsIn(file: string): string[] {
  const lines = readText(file).split(/\r?\n/);
  return lines.map((line) => line.trimStart()).filter((line) => !/^(#|$)/.test(line));
}

/** `shop` of `ghcr.io/example/shop:1.4`. */
function imageName(image: string): string {
  return image
    .replace(/^.*\//, "")
    .replace(/[:@].*$/, "")
    .replace(/[^\w-]/g, "-");
}

function pairs(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((each) => [each.split("=")[0] ?? "", each.slice(each.indexOf("=") + 1)]),
  );
}
