import type * as docker from "@pulumi/docker";
import { z } from "zod";
import { flag, strictObject } from "../schema/values";

/** The user that our programs run as. It has no name on the Docker host or in an image. */
export const UNPRIVILEGED = 65532;

/**
 * Confines a container to what its program needs: its root file system is read-only, it has no
 * capabilities, and gains no privileges by programs of its image. Volumes stay writable.
 *
 * A program that is not root can still bind low ports: since Docker 20.10 any user can in a container's
 * own network.
 */
export interface Confinement {
  /** Id of its user and group. Default: the user of the image. */
  user?: number;
  /** Capabilities that it keeps, such as `CAP_CHOWN`. Default: none. */
  capabilities?: string[];
  /** Whether it may write its root file system. Default: false. */
  writable?: boolean;
}

const USER = "must be the number of a user, such as 1000";
const CAPABILITY = 'must be an array of capabilities, such as ["CAP_CHOWN"]';

const SHAPE = {
  user: z.int({ error: USER }).min(0, { error: USER }).optional(),
  capabilities: z
    .array(z.string().regex(/^CAP_[A-Z_]+$/, { error: CAPABILITY }), { error: CAPABILITY })
    .optional(),
  writable: flag.optional(),
};

/** @internal Checks {@link Confinement}. */
export const confinementSchema = strictObject(
  "a part of a confinement",
  SHAPE,
) satisfies z.ZodType<Confinement>;

/**
 * The properties of a container that confine it. By default it loses one capability only, which hardly
 * any program uses: with it a program could write its own packets, and so reach the proxy's control
 * network. See docs/hardening.md.
 */
export function confined(given: Confinement | undefined): Partial<docker.ContainerArgs> {
  if (given === undefined) return { capabilities: { drops: ["CAP_NET_RAW"] } };
  const { user, capabilities = [], writable = false } = given;
  return {
    user: user === undefined ? undefined : `${user}:${user}`,
    readOnly: writable ? undefined : true,
    capabilities: {
      drops: ["ALL"],
      adds: capabilities.length === 0 ? undefined : [...capabilities],
    },
    securityOpts: ["no-new-privileges:true"],
  };
}
