// The pass by which the servers of a Swarm know the requests by which `up` tests routes, so that no rate limit counts
// them. No command can write files of servers on other nodes, so it stays the same as long as the stack's CA.
import { createHmac } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { PASS_FILE, VOLUME } from "../../docker/routes/probe";
import type { Authority } from "../../resources/authority";
import { declareSecret, type Reader } from "../../swarm/service";
import type { CaddyImage } from "../image/image";

const RATE_LIMITS = "http.handlers.rate_limit";

/** The pass of a stack; none where the servers' image has no rate limits. */
export function passOf(
  { key }: Authority,
  { modules = [] }: CaddyImage = {},
): pulumi.Output<string> | undefined {
  if (!modules.includes(RATE_LIMITS)) return undefined;
  const derived = (secret: string) => createHmac("sha256", secret).update(PASS_FILE).digest("hex");
  return pulumi.secret(key.apply(derived));
}

/** Declares its file in the containers of the servers. */
export function passFiles(
  name: string,
  pass: pulumi.Output<string> | undefined,
  reader: Reader,
  parent: pulumi.ComponentResource,
) {
  if (pass === undefined) return [];
  return [declareSecret(`${name}-probe-pass`, `${VOLUME}/${PASS_FILE}`, pass, reader, parent)];
}
