import { X509Certificate } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { isLater } from "./later";

const FORM =
  'must be certificates as PEM, such as readFileSync("ca.pem", "utf8"); they start with ' +
  '"-----BEGIN CERTIFICATE-----".';
const KEY = "must have no private key, which only the owner of the certificate needs.";

/** Certificates as PEM, without a private key. */
export const certificates = z.string({ error: FORM }).superRefine((pem, context) => {
  const message = certificatesProblem(pem);
  if (message !== undefined) context.addIssue({ code: "custom", message });
});

/** The same, or an output. */
export const certificatesInput = z
  .custom<pulumi.Input<string>>(() => true)
  .superRefine((pem, context) => {
    const message = isLater(pem) ? undefined : certificatesProblem(pem);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });

/** The problem of certificates as PEM. */
export function certificatesProblem(pem: unknown): string | undefined {
  if (/PRIVATE KEY/.test(String(pem))) return KEY;
  return typeof pem === "string" && derOf(pem).length > 0 ? undefined : FORM;
}

const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** Certificates as PEM in base64 of their DER form; none where one of them is invalid. */
export function derOf(pem: string): string[] {
  const blocks = pem.match(BLOCK) ?? [];
  try {
    return blocks.map((block) => new X509Certificate(block).raw.toString("base64"));
  } catch {
    return [];
  }
}
