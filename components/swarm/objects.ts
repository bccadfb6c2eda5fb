import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { ownerLabels } from "../declare/owner";

/** The user that reads the secrets of a service. */
export interface Reader {
  readonly uid: string;
}

const OWNER_ONLY = 0o400;

/**
 * Declares a secret of the Swarm: a file in `/run/secrets` that one user can read. Secrets can't change,
 * so new content is a new secret; Pulumi deletes the old one after the tasks have moved to the new.
 */
export function declareSecret(
  name: string,
  fileName: string,
  content: pulumi.Input<string>,
  { uid }: Reader,
  parent: pulumi.Resource,
) {
  const secret = new docker.Secret(
    name,
    { data: pulumi.secret(base64(content)), labels: ownerLabels() },
    { parent },
  );
  const { id: secretId, name: secretName } = secret;
  const file = { fileName, fileUid: uid, fileGid: uid, fileMode: OWNER_ONLY };
  return { secretId, secretName, ...file };
}

/** Declares a config of the Swarm: a file that every user in the container can read. */
export function declareConfig(
  name: string,
  fileName: string,
  content: pulumi.Input<string>,
  parent: pulumi.Resource,
) {
  const config = new docker.ServiceConfig(name, { data: base64(content) }, { parent });
  const { id: configId, name: configName } = config;
  return { configId, configName, fileName, fileUid: "0", fileGid: "0", fileMode: 0o444 };
}

function base64(content: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.output(content).apply((text) => Buffer.from(text).toString("base64"));
}
