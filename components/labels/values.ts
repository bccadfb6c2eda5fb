import { z } from "zod";
import { duration } from "../schema/values";
import { type Duration, hostProblem, type Size } from ".";
import { cidr, size as sizeRule } from "./grammar/rules";

/*
 * Schemas of the plain values in a service's routes and options. Each error completes
 * "<path> …, got <value>."; see schema/problems.ts.
 */

const PATH = 'must start with "/", such as "/api/*"';
const FIELD = 'must be the name of a header, such as "X-Api-Key"';
const VERB = 'must be an HTTP verb in capitals, such as "GET"';
const SIZE = 'must be a size with its unit, such as "10MB"';
const CIDR = 'must be an IP address or a CIDR range, such as "10.0.0.0/8"';

/** The path of requests, with `*` for any text. */
export const path = z.string({ error: PATH }).regex(/^\/\S*$/, { error: PATH });

export const fieldName = z
  .string({ error: FIELD })
  .regex(/^[-!#$%&'*+.^_`|~A-Za-z0-9]+$/, { error: FIELD });

/** Whether no two names are of one header, in which case does not count. */
export function areDifferentFields(names: readonly string[]): boolean {
  return new Set(names.map((name) => name.toLowerCase())).size === names.length;
}

export const verb = z.string({ error: VERB }).regex(/^[A-Z][A-Z-]*$/, { error: VERB });

export const addressRange = z
  .string({ error: CIDR })
  .refine((value) => cidr(value) === undefined, { error: CIDR });

export const size = z
  .string({ error: SIZE })
  .refine((value) => /[1-9].*[a-z]$/i.test(value) && sizeRule(value) === undefined, {
    error: SIZE,
  });

/** A duration longer than 0, which Caddy would replace by its default. */
export const someTime = duration.refine((value) => /[1-9]/.test(value), {
  error: "must be longer than 0s",
});

/** A string that is not empty. */
export function text(error: string) {
  return z.string({ error }).min(1, { error });
}

/** An array with at least one item. */
export function some<T extends z.ZodType>(item: T, example: string) {
  const error = `must be an array such as ${example}`;
  return z.array(item, { error }).min(1, { error });
}

/**
 * An object of names and their values.
 *
 * @param what the thing that has such a name.
 */
export function record(what: string, key: z.ZodString, example: string) {
  const error = ({ code }: { code?: string }) =>
    code === "invalid_key"
      ? `is not the name of ${what}; write it such as ${example}`
      : `must be names and their values, such as ${example}`;
  return z.record(key, z.string({ error: "must be a string" }), { error });
}

/** A duration that a schema has checked, as the builders of labels take it. */
export function span(value: string): Duration;
export function span(value: string | undefined): Duration | undefined;
export function span(value: string | undefined): Duration | undefined {
  return value as Duration | undefined;
}

/** A size that a schema has checked, as the builders of labels take it. */
export function bytes(value: string): Size;
export function bytes(value: string | undefined): Size | undefined;
export function bytes(value: string | undefined): Size | undefined {
  return value as Size | undefined;
}

const host = z
  .string({ error: 'must be a domain name, such as "shop.example.com"' })
  .superRefine((value, context) => {
    const problem = hostProblem(value);
    if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
  });

/** The hosts of a route. */
export const hosts = z
  .array(host, { error: 'must be an array of domain names, such as ["shop.example.com"]' })
  .min(1, { error: "must name at least one host" });

const WILDCARDS = 'must be an array of wildcard domains, such as ["*.example.com"]';

/** Wildcard domains of a certificate. */
export const wildcards = z
  .array(
    host.refine((value) => value.startsWith("*."), {
      error: 'must start with "*.", such as "*.example.com"',
    }),
    { error: WILDCARDS },
  )
  .min(1, { error: WILDCARDS });
