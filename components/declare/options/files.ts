import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { isLater } from "../../schema/later";
import { secretGroup, secretText } from "../../schema/secret";
import { strictObject, whole } from "../../schema/values";

/** The owner and the permissions of a file in a container. */
export interface FileAccess {
  /** Id of the user that owns it. Default: 0, root. */
  uid?: number;
  /** Id of the group that owns it. Default: 0. */
  gid?: number;
  /** Its permissions, such as 0o440. Default: 0o444, which every user of the container can read. */
  mode?: number;
}

/** A file in a container. A change replaces the containers. */
export interface ContainerFile extends FileAccess {
  /** Its content. An output that is secret stays one. */
  content: pulumi.Input<string>;
}

/** A secret in a container: a file in `/run/secrets`. A change replaces the containers. */
export interface ContainerSecret extends FileAccess {
  /** Its content. It stands nowhere in clear but in that file. */
  content: pulumi.Input<string>;
}

const CONTENT = "must be a string or an output (it may be a secret and is not shown).";
const FILE = 'is not the path of a file in the container, such as "/etc/shop/shop.conf"';
const NAME = 'is not the name of a file in /run/secrets, such as "db_password"';

const access = {
  uid: whole(0).optional(),
  gid: whole(0).optional(),
  mode: whole(0, 0o7777).optional(),
};

const content = z.custom<pulumi.Input<string>>(
  (value) => typeof value === "string" || isLater(value),
  { error: CONTENT },
);

/** Files need a folder below "/", which becomes a volume. */
const filePath = z.string().regex(/^(\/(?!\.{1,2}\/)[^/\0]+){2,}$/);

const secretName = z.string().regex(/^(?!\.{1,2}$)[\w.-]+$/);

/** @internal Checks the argument `files`: {@link ContainerFile}s by path. */
export const filesSchema = z.record(
  filePath,
  strictObject("a setting of a file", { content, ...access }),
  {
    error: ({ code }) =>
      code === "invalid_key"
        ? `${FILE}.`
        : 'must be an object of files, such as { "/etc/shop/shop.conf": { content } }.',
  },
) satisfies z.ZodType<Record<string, ContainerFile>>;

/** @internal Checks the argument `secrets`: {@link ContainerSecret}s by file name. */
export const secretsSchema = z.record(
  secretName,
  secretGroup("a setting of a secret", { content: secretText, ...access }),
  {
    error: ({ code }) =>
      code === "invalid_key"
        ? `${NAME}.`
        : "must be an object of secrets, such as { db_password: { content } } (its values are not shown).",
  },
) satisfies z.ZodType<Record<string, ContainerSecret>>;

/** The folder of secrets, as in a Swarm and in compose. */
export const SECRETS = "/run/secrets";

/** A file with its path, its owner and its permissions. */
export interface PlacedFile extends Required<FileAccess> {
  readonly path: string;
  readonly content: pulumi.Input<string>;
}

/** The files and secrets of a container, by path. */
export function placedFiles({
  files = {},
  secrets = {},
}: {
  readonly files?: Readonly<Record<string, ContainerFile>>;
  readonly secrets?: Readonly<Record<string, ContainerSecret>>;
}): { plain: PlacedFile[]; secret: PlacedFile[] } {
  const placed = (path: string, { uid = 0, gid = 0, mode = 0o444, content }: ContainerFile) => ({
    ...{ path, content, uid, gid, mode },
  });
  return {
    plain: Object.entries(files).map(([path, file]) => placed(path, file)),
    secret: Object.entries(secrets).map(([name, file]) => placed(`${SECRETS}/${name}`, file)),
  };
}
