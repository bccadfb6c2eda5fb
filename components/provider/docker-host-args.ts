import { z } from "zod";
import { engineUrlProblem } from "../docker/host/engine";
import type { ConfiguredHost } from "../docker/host/host";
import { clientPathProblem } from "../schema/path-problems";
import { port, strictObject } from "../schema/values";

/** A client certificate for a Docker engine on tcp with TLS. */
export interface ClientCertificates {
  /**
   * Folder with `ca.pem`, `cert.pem` and `key.pem`, on the machine that runs Pulumi. A relative path
   * starts at the program's folder, so that it is the same on every machine.
   */
  directory: string;
}

/** How ssh reaches a Docker host. For everything else the user's `~/.ssh/config` applies. */
export interface SshAccess {
  /** The only private key that ssh tries, on the machine that runs Pulumi. Default: ssh's own. */
  identityFile?: string;
  /**
   * The file of known host keys, on the machine that runs Pulumi. Default: ssh's own.
   */
  knownHostsFile?: string;
  /** Port of the ssh server, 1 to 65535. Default: the url's, else ssh's own, 22. */
  port?: number;
  /** Further options by their names in ssh_config(5), such as `{ ProxyJump: "bastion" }`. */
  options?: Record<string, string>;
}

/**
 * A Docker host, and the client's credentials.
 *
 * A change of how Pulumi reaches a host changes nothing on it. Before you change to another host, destroy
 * the stack: its resources stay on the old host.
 */
export interface DockerHostArgs {
  /**
   * The engine's address: `unix:///var/run/docker.sock`, `npipe:////./pipe/docker_engine`,
   * `tcp://host:2376` or `ssh://user@host:22`. Default: as Docker's client chooses, `DOCKER_HOST`,
   * `DOCKER_CONTEXT`, the context of `docker context use`, the platform's socket.
   */
  url?: string;
  /** A context of Docker's client, on the machine that runs Pulumi, instead of `url`. */
  context?: string;
  /** For `tcp://`. Default: `DOCKER_CERT_PATH`; without either there is no TLS. */
  certificates?: ClientCertificates;
  /** For `ssh://`. Default: the user's ssh configuration. */
  ssh?: SshAccess;
}

/** Turns typed arguments into the settings of the Docker provider and the engine's client. */
export function toConfiguredHost({
  url,
  context,
  certificates,
  ssh = {},
}: DockerHostArgs): ConfiguredHost {
  const flags = sshFlags(ssh);
  return {
    host: withPort(url, ssh.port),
    context,
    certPath: certificates?.directory,
    sshOpts: flags.length > 0 ? flags : undefined,
  };
}

/** The arguments of the `ssh` command. */
function sshFlags({ identityFile, knownHostsFile, options = {} }: SshAccess): string[] {
  const named = [
    ...(identityFile === undefined ? [] : [["IdentitiesOnly", "yes"]]),
    ...(knownHostsFile === undefined
      ? []
      : [
          ["UserKnownHostsFile", quoted(knownHostsFile)],
          ["StrictHostKeyChecking", "yes"],
        ]),
    ...Object.entries(options),
  ];
  return [
    ...(identityFile === undefined ? [] : ["-i", identityFile]),
    ...named.flatMap(([name, value]) => ["-o", `${name}=${value}`]),
  ];
}

/** Escapes a file name for ssh, which splits at spaces and expands tokens. */
function quoted(file: string): string {
  const plain = file.replaceAll("\\", "/").replaceAll("%", "%%");
  return plain.includes(" ") ? `"${plain}"` : plain;
}

function withPort(url: string | undefined, port: number | undefined): string | undefined {
  if (url === undefined || port === undefined || !URL.canParse(url)) return url;
  const changed = new URL(url);
  changed.port = String(port);
  return changed.href.replace(/\/$/, "");
}

/** Options of ssh that would stop it from connecting to the engine. */
const NOT_OURS = /^(remotecommand|requesttty|sessiontype|stdinnull|batchmode)$/i;

/** @internal The schema of {@link DockerHostArgs} on a platform. */
export function dockerHostSchema(platform: NodeJS.Platform = process.platform) {
  const path = checkedText((text) => clientPathProblem(text, platform));
  const certificates = { directory: path } satisfies Shape<ClientCertificates>;
  const ssh = {
    identityFile: path.optional(),
    knownHostsFile: path.optional(),
    port: port.optional(),
    options: z.record(optionName, optionValue, { error: optionsError }).optional(),
  } satisfies Shape<SshAccess>;
  const host = {
    url: checkedText((text) => engineUrlProblem(text, platform)).optional(),
    context: z
      .string({ error: CONTEXT })
      .regex(/^[\w][\w.+-]+$/, { error: CONTEXT })
      .optional(),
    certificates: strictObject("a setting of certificates", certificates).optional(),
    ssh: strictObject("a setting of ssh", ssh).optional(),
  } satisfies Shape<DockerHostArgs>;
  return strictObject("a setting of a Docker host", host).superRefine((value, context) => {
    for (const [key, message] of contradictions(value)) {
      context.addIssue({ code: "custom", path: [key], message, input: value });
    }
  });
}

type Shape<T> = { [K in keyof T]-?: z.ZodType<T[K]> };

const CONTEXT = 'must be the name of a context of Docker\'s client, as in "docker context ls"';
const OPTIONS = 'must be an object of ssh options, such as { ProxyJump: "bastion" }';

/** Keeps the message about a name, which zod's record would replace with its own. */
function optionsError(issue: z.core.$ZodRawIssue): string {
  return (issue.code === "invalid_key" && issue.issues[0]?.message) || OPTIONS;
}

const optionName = checkedText((text) => {
  if (NOT_OURS.test(text)) return "is an option of ssh that the connection itself decides";
  return /^[A-Za-z0-9]+$/.test(text) ? undefined : OPTIONS;
});

const optionValue = z
  .string({ error: "must be a string, as it stands in a configuration of ssh" })
  .regex(/^[^\r\n]+$/, { error: "must be one line, as it stands in a configuration of ssh" });

function checkedText(problemOf: (text: string) => string | undefined) {
  return z.string({ error: "must be a string" }).superRefine((text, context) => {
    const message = problemOf(text);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });
}

/** Settings that exclude each other, by the superfluous one. */
function contradictions({ url, context, certificates, ssh }: DockerHostArgs): [string, string][] {
  const scheme = url?.replace(/:.*$/s, "");
  const found: [string, string][] = [];
  if (url !== undefined && context !== undefined) {
    found.push(["context", "and url both name the Docker host; write one of the two"]);
  }
  if (certificates !== undefined && scheme !== "tcp") {
    found.push(["certificates", "is for a url that starts with tcp://"]);
  }
  if (ssh !== undefined && url !== undefined && scheme !== "ssh") {
    found.push(["ssh", "is for a url that starts with ssh://"]);
  }
  return found;
}
