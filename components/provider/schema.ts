import { z } from "zod";
import { engineUrlProblem } from "../docker/url";
import { clientPathProblem } from "../schema/path-problems";
import { unknownKey } from "../schema/problems";
import { port } from "../schema/values";
import type { ClientCertificates, DockerHostArgs, SshAccess } from "./args";

/** Options of ssh that would make it something else than a way to the engine. */
const NOT_OURS = /^(remotecommand|requesttty|sessiontype|stdinnull|batchmode)$/i;

/** @internal The schema of {@link DockerHostArgs} on a machine of this kind. */
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
    certificates: z
      .strictObject(certificates, { error: unknownKey("a setting of certificates", certificates) })
      .optional(),
    ssh: z.strictObject(ssh, { error: unknownKey("a setting of ssh", ssh) }).optional(),
  } satisfies Shape<DockerHostArgs>;
  return z
    .strictObject(host, { error: unknownKey("a setting of a Docker host", host) })
    .superRefine((value, context) => {
      for (const [key, message] of contradictions(value)) {
        context.addIssue({ code: "custom", path: [key], message, input: value });
      }
    });
}

type Shape<T> = { [K in keyof T]-?: z.ZodType<T[K]> };

const CONTEXT = 'must be the name of a context of Docker\'s client, as in "docker context ls"';
const OPTIONS = 'must be a mapping of options of ssh, such as { ProxyJump: "bastion" }';

/** A name's own message, which a record would hide behind one of its own. */
function optionsError(issue: z.core.$ZodRawIssue): string {
  return (issue.code === "invalid_key" && issue.issues[0]?.message) || OPTIONS;
}

const optionName = checkedText((text) => {
  if (NOT_OURS.test(text)) return "is an option of ssh that the connection itself decides";
  return /^[A-Za-z0-9]+$/.test(text) ? undefined : OPTIONS;
});

const optionValue = z
  .string({ error: "must be a text, as it stands in a configuration of ssh" })
  .regex(/^[^\r\n]+$/, { error: "must be one line, as it stands in a configuration of ssh" });

function checkedText(problemOf: (text: string) => string | undefined) {
  return z.string({ error: "must be a text" }).superRefine((text, context) => {
    const message = problemOf(text);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });
}

/** What can't be said together, by the setting that is too much. */
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
