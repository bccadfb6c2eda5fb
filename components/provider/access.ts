import type { ConfiguredHost } from "../docker/host";
import type { DockerHostArgs, SshAccess } from "./args";

/** What the Docker provider and the engine's client are told of typed arguments. */
export function configuredHost({
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

/** As ssh reads the names of files: several apart by spaces, with tokens, and `\` for an escape. */
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
