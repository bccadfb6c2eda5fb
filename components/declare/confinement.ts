import type * as docker from "@pulumi/docker";
import { z } from "zod";
import { unknownKey } from "../schema/problems";

/** The user that our programs run as: nobody on the Docker host, and no name in any image. */
export const UNPRIVILEGED = 65532;

/**
 * How a container is kept from doing more than its program needs: it can't write its root file system,
 * has no capabilities, and gets no privileges by programs of its image. Volumes stay writable.
 *
 * A program that is not root can bind low ports all the same: since Docker 20.10 they are anybody's in
 * a container's own network.
 */
export interface Confinement {
  /** Id of the user and group it runs as. Default: as the image says. */
  user?: number;
  /** Capabilities that are left to it, such as `CAP_CHOWN`. Default: none. */
  capabilities?: string[];
  /** Whether it may write its root file system. Default: false. */
  writable?: boolean;
}

const USER = "must be the number of a user, such as 1000";
const CAPABILITY = 'must be a list of capabilities, such as ["CAP_CHOWN"]';

const SHAPE = {
  user: z.int({ error: USER }).min(0, { error: USER }).optional(),
  capabilities: z
    .array(z.string().regex(/^CAP_[A-Z_]+$/, { error: CAPABILITY }), { error: CAPABILITY })
    .optional(),
  writable: z.boolean({ error: "must be true or false" }).optional(),
};

/** @internal Checks {@link Confinement}. */
export const confinementSchema = z.strictObject(SHAPE, {
  error: unknownKey("a part of a confinement", SHAPE),
}) satisfies z.ZodType<Confinement>;

/**
 * The properties of a container that confine it. Where nothing is asked only one capability goes,
 * which nearly no program uses, and with which it could write its own packets and so reach what the
 * proxy keeps on another network: see docs/hardening.md.
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
