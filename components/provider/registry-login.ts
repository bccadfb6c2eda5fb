import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { isMirror, registryOf } from "../docker/mirror";
import { secretGroup, secretText } from "../schema/secret";

/** An account at a registry, with which a Docker host gets images that not everybody may have. */
export interface RegistryLogin {
  /** The registry, as references of its images begin: `registry.example.com`, `10.0.0.5:5000`. */
  address: string;
  /** The account's name. */
  username: string;
  /** Its password or token. A secret: it stands encrypted in the state, and in no message. */
  password: pulumi.Input<string>;
}

const ADDRESS = 'must be a registry, without "https://" and path, such as "registry.example.com"';
const LOGINS = "must be a list of { address, username, password }.";

/** @internal Checks the registries of a Docker provider. */
export const registriesSchema = z.object({
  registries: z
    .array(
      secretGroup("a setting of a registry", {
        address: z
          .string({ error: ADDRESS })
          .refine((text) => isMirror(text) && registryOf(text) === text, { error: ADDRESS }),
        username: z.string({ error: "must be a text" }).min(1, { error: "must not be empty" }),
        password: secretText,
      }),
      { error: LOGINS },
    )
    .optional(),
});

/** @internal What the Docker provider is told of accounts. */
export function registryAuth(
  logins: readonly RegistryLogin[],
): docker.types.input.ProviderRegistryAuth[] {
  return logins.map(({ address, username, password }) => ({
    ...{ address, username },
    password: pulumi.secret(password),
  }));
}

/** @internal The account that a stack has at its mirror; none where that asks for none. */
export function mirrorLogins({
  mirror,
  username,
  password,
}: {
  mirror?: string;
  username?: string;
  password?: pulumi.Input<string>;
} = {}): RegistryLogin[] {
  if (mirror === undefined || username === undefined || password === undefined) return [];
  return [{ address: registryOf(mirror), username, password }];
}
