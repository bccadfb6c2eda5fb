// Directories of the Docker host that the server reads: sockets of services, files that it serves.
import { posix } from "node:path";
import { z } from "zod";
import type { Mount } from "../../declare/container";
import { onHost } from "../../schema/paths";

/** Paths in the proxy's container that a directory would hide, or that it would share. */
const OWN = [
  ...["/data", "/config", "/certificates", "/run/secrets", "/bin", "/etc/ssl", "/etc/hosts"],
  ...["/etc/hostname", "/etc/resolv.conf", "/dev", "/proc", "/sys"],
];

/** The usual paths of Docker's socket, which a mount for reading does not keep anyone from using. */
const SOCKETS = ["/var/run/docker.sock", "/run/docker.sock"];

const FORM =
  'must be the absolute path of a directory on the Docker host, such as "/srv/app", without ":", ' +
  '".." and a "/" at its end';

/** @internal Checks the path of a directory that the server reads. */
export const directory = z.string({ error: FORM }).superRefine((path, context) => {
  const report = (message: string) => context.addIssue({ code: "custom", message });
  if (!isPlainPath(path)) return report(FORM);
  const own = OWN.find((each) => overlap(path, each));
  if (own !== undefined) return report(`must not hide or share ${own} of the proxy's container`);
  const socket = SOCKETS.find((each) => overlap(path, each));
  if (socket !== undefined) report(socketRule(socket));
});

/** @internal Checks the argument `directories`. */
export const directoriesSchema = z
  .array(directory, { error: 'must be an array of directories, such as ["/srv/app"]' })
  .refine((paths) => new Set(paths).size === paths.length, {
    error: "must not name a directory twice",
  });

/** Why a directory can't be mounted beside Docker's socket at another place than the usual ones. */
export function socketProblem(path: string, socket: string): string | undefined {
  return overlap(path, socket) ? socketRule(socket) : undefined;
}

function socketRule(socket: string): string {
  return `must not have ${socket} in it: Docker's socket gives root on the Docker host`;
}

/** The mounts of the directories, each at its own path. */
export function directoryMounts(directories: readonly string[] = []): Mount[] {
  return directories.map((path) => ({
    hostPath: onHost(path),
    containerPath: path,
    readOnly: true,
  }));
}

/** Whether a path of the Docker host is in one of these directories. */
export function isInside(directories: readonly string[], path: string): boolean {
  return directories.some((directory) => path.startsWith(`${directory}/`));
}

/** Whether a path has one form only: the proxy's container has it under the same name. */
export function isPlainPath(path: string): boolean {
  return /^\/[^:\0]*[^:\0/]$/.test(path) && posix.normalize(path) === path;
}

function overlap(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}
