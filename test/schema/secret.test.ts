import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { CaddyProxy, type CaddyProxyArgs, ProxyNetwork } from "../../components";
import { caddyProxySchema } from "../../components/caddy/args";
import { Refusal } from "../../components/schema/refusal";
import { secretText, withSecrets } from "../../components/schema/secret";
import { secretPlaces, withoutSecrets } from "../../components/schema/secret-places";
import { useMocks } from "../support/record";

beforeAll(() => useMocks());

/** A value as the state has it: `[secret]` where Pulumi encrypts. */
async function asStored(value: unknown): Promise<unknown> {
  if (pulumi.Output.isInstance(value)) {
    if (await pulumi.isSecret(value)) return "[secret]";
    return asStored(await new Promise((done) => value.apply(done)));
  }
  if (value instanceof Promise) return asStored(await value);
  if (Array.isArray(value)) return Promise.all(value.map(asStored));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(async ([key, each]) => [key, await asStored(each)]);
  return Object.fromEntries(await Promise.all(entries));
}

/** The arguments that an entry point registers, whether it accepts or refuses them. */
async function registered(tls: unknown): Promise<unknown> {
  const seen: unknown[] = [];
  const args = { network: new ProxyNetwork("net"), tls } as CaddyProxyArgs;
  const transformation: pulumi.ResourceTransformation = ({ type, props }) => {
    if (type === "gatehouse:index:CaddyProxy") seen.push(props);
    return undefined;
  };
  try {
    new CaddyProxy("caddy", args, { transformations: [transformation] });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
  return asStored(seen);
}

describe("the arguments of an entry point", () => {
  test("are registered with every secret as a Pulumi secret, even if given as plain text", async () => {
    const acme = {
      email: "ops@example.com",
      ca: "https://acme.example.com/directory",
      externalAccount: { keyId: "kid-1", macKey: "canary" },
      dns: {
        provider: "cloudflare",
        token: pulumi.output("canary"),
        options: { zone: "example.com" },
        secrets: { zone_token: "canary", api_token: Promise.resolve("canary") },
      },
    };

    expect(await registered({ mode: "internal", acme })).toEqual([
      {
        tls: {
          mode: "internal",
          acme: {
            email: "ops@example.com",
            ca: "https://acme.example.com/directory",
            externalAccount: { keyId: "kid-1", macKey: "[secret]" },
            dns: {
              provider: "cloudflare",
              token: "[secret]",
              options: { zone: "example.com" },
              secrets: { zone_token: "[secret]", api_token: "[secret]" },
            },
          },
        },
      },
    ]);
  });

  test.each([
    [
      { email: "ops@example.com", externalAccount: "kid-1:canary" },
      { email: "ops@example.com", externalAccount: "[secret]" },
    ],
    [
      { email: "ops@example.com", dns: { provider: "cloudflare", tokn: "canary" } },
      { email: "ops@example.com", dns: { provider: "cloudflare", tokn: "[secret]" } },
    ],
    [
      { email: "ops@example.com", dsn: { provider: "cloudflare", token: "canary" } },
      { email: "ops@example.com", dsn: "[secret]" },
    ],
    ["canary", "[secret]"],
  ])("that are refused are registered without possible secrets: %j", async (acme, stored) => {
    expect(await registered({ mode: "acme", acme })).toEqual([
      { tls: { mode: "acme", acme: stored } },
    ]);
  });
});

test("are looked for in arguments only, not in what every object has", () => {
  const schema = z.strictObject({ token: secretText });

  expect(withoutSecrets(schema, { toString: 0 })).toEqual({ toString: "[secret]" });
});

test("the error for arguments of another form does not show the secrets in them", () => {
  const account = { keyId: "kid-1", macKey: "canary" };
  const network = new ProxyNetwork("net");
  const refusal = (tls: unknown) => () =>
    new CaddyProxy("caddy", { network, tls } as CaddyProxyArgs);

  expect(refusal({ mode: "acme", acme: [{ externalAccount: account }] })).toThrow(
    'CaddyProxy "caddy": tls.acme must be { email: "ops@example.com" }, with "ca" when it is not Let\'s Encrypt, got "[secret]".',
  );
  expect(refusal([{ acme: { externalAccount: account } }])).toThrow(
    'CaddyProxy "caddy": tls must be an object with acme, files, mode, got "[secret]".',
  );
});

describe("the secrets of a schema", () => {
  const schema = z
    .strictObject({
      name: z.string(),
      account: z.strictObject({ key: secretText.optional() }).optional(),
      list: z.array(z.object({ password: secretText })).default([]),
      either: z.union([z.string(), z.strictObject({ token: secretText })]).nullable(),
      options: z.record(z.string(), secretText).prefault({}),
    })
    .refine(() => true)
    .readonly();

  test("are found in objects, arrays, unions and records", () => {
    expect(secretPlaces(schema)).toEqual([
      ["account", "key"],
      ["list", "*", "password"],
      ["either", "token"],
      ["options", "*"],
    ]);
    expect(secretPlaces(caddyProxySchema)).toEqual([
      ["tls", "acme", "externalAccount", "macKey"],
      ["tls", "acme", "dns", "token"],
      ["tls", "acme", "dns", "secrets", "*"],
    ]);
  });

  test("are marked in place, or as a whole value when their place is uncertain", async () => {
    const value = {
      name: "shop",
      account: { key: "canary" },
      list: [{ password: "canary", user: "ops" }],
      either: { token: "canary" },
      options: { a: "canary", b: "canary" },
    };

    expect(await asStored(withSecrets(schema, value))).toEqual({
      name: "shop",
      account: { key: "[secret]" },
      list: [{ password: "[secret]", user: "ops" }],
      either: "[secret]",
      options: { a: "[secret]", b: "[secret]" },
    });
    expect(withoutSecrets(schema, { ...value, either: "shop", account: "shop" })).toEqual({
      name: "shop",
      account: "shop",
      list: [{ password: "[secret]", user: "ops" }],
      either: "shop",
      options: { a: "[secret]", b: "[secret]" },
    });
    expect(withSecrets(schema, undefined)).toBe(undefined);
    expect(withSecrets(z.string(), "shop")).toBe("shop");
  });
});
