import { selectLabels } from "../../labels/caddyfile/from-labels";
import { type Problem, problem } from "../../schema/problems";
import type { ImageSource } from "../build";
import { sourceProblems } from "../build/problems";
import { OWNER_LABEL } from "../owner";
import type { Confinement } from "../settings";
import type { ContainerOptions } from ".";
import { envFileProblems } from "./environment";
import { placedFiles } from "./files";
import { MountType, mountProblems } from "./mounts";

/** What a container's options stand beside. */
export interface Beside {
  readonly confinement?: Confinement;
  /** How many containers have these options at a time. */
  readonly containers: number;
  /** The label prefix of the entry point in front of it, if there is one. */
  readonly labelPrefix?: string;
}

/** Mistakes among the options of a container, each of which is right by itself. */
export function containerProblems(
  options: ContainerOptions & ImageSource,
  beside: Beside,
): Problem[] {
  const { volumes = [], envFile } = options;
  return [
    ...sourceProblems(options),
    ...confinementProblems(options, beside.confinement),
    ...mountProblems(volumes, beside.containers),
    ...placeProblems(options),
    ...portProblems(options, beside.containers),
    ...labelProblems(options, beside.labelPrefix),
    ...envFileProblems(envFile),
  ];
}

/** The options that a confinement decides. */
function confinementProblems(
  { user, capabilities, privileged }: ContainerOptions,
  confinement: Confinement | undefined,
): Problem[] {
  if (confinement === undefined) return [];
  const problems: Problem[] = [];
  const refuse = (path: string, fix: string) =>
    problems.push(problem(path, `must not stand beside confinement. ${fix}`));
  if (user !== undefined && confinement.user !== undefined) {
    refuse("user", "Leave out one of user and confinement.user.");
  }
  if (capabilities !== undefined) {
    refuse("capabilities", "Write confinement.capabilities, which are all that it has.");
  }
  if (privileged !== undefined) refuse("privileged", "Leave out one of them.");
  return problems;
}

/** The places of files beside those of mounts. */
function placeProblems(options: ContainerOptions): Problem[] {
  const { plain, secret } = placedFiles(options);
  const folders = new Map((options.volumes ?? []).map(({ target, type }) => [target, type]));
  const named = [
    ...plain.map((file) => [`files["${file.path}"]`, file] as const),
    ...secret.map((file) => [`secrets.${file.path.split("/").pop()}`, file] as const),
  ];
  return named.flatMap(([path, file]) => {
    const folder = file.path.slice(0, file.path.lastIndexOf("/"));
    if (!folders.has(folder)) return [];
    const what = folders.get(folder) === MountType.Tmpfs ? "tmpfs" : "mount";
    return [
      problem(
        path,
        `must not be in "${folder}", where volumes has a ${what}: one hides the other. Choose another folder.`,
      ),
    ];
  });
}

function portProblems({ ports = [] }: ContainerOptions, containers: number): Problem[] {
  return ports.flatMap(({ published, protocol = "tcp" }, index) => {
    if (published === undefined) return [];
    const problems: Problem[] = [];
    const same = ports.findIndex(
      (other) => other.published === published && (other.protocol ?? "tcp") === protocol,
    );
    if (same < index) {
      problems.push(
        problem(`ports[${index}].published`, `must be in use once, got ${published} twice.`),
      );
    }
    if (containers > 1) {
      problems.push(
        problem(
          `ports[${index}].published`,
          `must be left out where there are ${containers} containers, got ${published}: only one can have a ` +
            "port of the host. Docker chooses a port for each.",
        ),
      );
    }
    return problems;
  });
}

/** The labels that are this library's own, or that the entry point would read. */
function labelProblems({ labels = {} }: ContainerOptions, prefix: string | undefined): Problem[] {
  return Object.keys(labels).flatMap((label) => {
    const path = `labels["${label}"]`;
    if (label.startsWith(OWNER_LABEL.replace(/\w+$/, ""))) {
      return [problem(path, "must be left out: such labels are gatehouse's own.")];
    }
    if (prefix === undefined || !isRead(label, prefix)) return [];
    return [
      problem(
        path,
        `must be left out: the entry point reads labels that begin with "${prefix}". Write the route with ` +
          "routes or sites.",
      ),
    ];
  });
}

function isRead(label: string, prefix: string): boolean {
  return Object.keys(selectLabels({ [label]: "" }, prefix)).length > 0;
}
