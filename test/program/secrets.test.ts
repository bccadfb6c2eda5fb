import * as pulumi from "@pulumi/pulumi";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { parseStackFile } from "../../program";
import { resolveStackHost } from "../../program/docker-host";
import { encryptedKeys } from "../../program/secrets";
import { SECRET_SETTINGS } from "../../program/settings";
import { useMocks } from "../support/record";

beforeAll(() => useMocks("prod"));
beforeEach(() => vi.unstubAllEnvs());

const acme = {
  email: "ops@example.com",
  ca: "https://acme.example.com/directory",
  externalAccount: { keyId: "kid-1", macKey: "canary" },
  dns: { provider: "cloudflare", token: "canary", secrets: { zone_token: "canary" } },
};
const registry = { mirror: "registry.example.com", username: "ops", password: "canary" };

describe("the secrets of a stack's file", () => {
  test("are all in SECRET_SETTINGS", () => {
    expect(SECRET_SETTINGS.map((place) => place.join("."))).toEqual([
      "acme.externalAccount.macKey",
      "acme.dns.token",
      "acme.dns.secrets.*",
      "registry.password",
      "releases.*.options",
    ]);
  });

  test("reach the program as Pulumi secrets", async () => {
    const settings = parseStackFile({ acme, registry }, {}, ["acme", "registry"]).settings;
    const { externalAccount, dns, ...plain } = settings.acme ?? {};
    const all = [
      externalAccount?.macKey,
      dns?.token,
      dns?.secrets?.zone_token,
      settings.registry?.password,
    ];

    expect(all.every((secret) => pulumi.Output.isInstance(secret))).toBe(true);
    expect(await Promise.all(all.map((each) => pulumi.isSecret(pulumi.output(each))))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect([plain, externalAccount?.keyId, dns?.provider]).toEqual([
      { email: "ops@example.com", ca: "https://acme.example.com/directory" },
      "kid-1",
      "cloudflare",
    ]);
  });

  test("are refused when not encrypted, each with the command that encrypts it", () => {
    expect(() => parseStackFile({ acme, registry }, {}, [])).toThrow(
      [
        "Pulumi.prod.yaml: 4 problems",
        "  - gatehouse:acme.externalAccount.macKey must be encrypted: it is in clear in the stack's file. Run: npm run pulumi -- config set --secret --path 'gatehouse:acme.externalAccount.macKey' --stack prod",
        "  - gatehouse:acme.dns.token must be encrypted: it is in clear in the stack's file. Run: npm run pulumi -- config set --secret --path 'gatehouse:acme.dns.token' --stack prod",
        "  - gatehouse:acme.dns.secrets.zone_token must be encrypted: it is in clear in the stack's file. Run: npm run pulumi -- config set --secret --path 'gatehouse:acme.dns.secrets.zone_token' --stack prod",
        "  - gatehouse:registry.password must be encrypted: it is in clear in the stack's file. Run: npm run pulumi -- config set --secret --path 'gatehouse:registry.password' --stack prod",
      ].join("\n"),
    );
  });
});

test("the error for a wrong setting does not show the secrets in it", () => {
  expect(() => parseStackFile({ acme: [acme], registry }, {}, ["acme", "registry"])).toThrow(
    'Pulumi.prod.yaml: gatehouse:acme must be { email: "ops@example.com" }, with "ca" when it is not Let\'s Encrypt, got "[secret]".',
  );
});

describe("an encrypted setting that is no secret", () => {
  test("is refused, since the state has it in clear", () => {
    const options = { provider: "cloudflare", options: { api_token: "canary" } };
    const config = { network: "canary", acme: { email: "ops@example.com", dns: options } };

    expect(() => parseStackFile(config, {}, ["network", "acme"])).toThrow(
      [
        "Pulumi.prod.yaml: 2 problems",
        "  - gatehouse:network must not be encrypted: the state has it in clear. Set it without --secret.",
        "  - gatehouse:acme has something encrypted that is no secret: the state has it in clear. Its secrets are gatehouse:acme.externalAccount.macKey, gatehouse:acme.dns.token, gatehouse:acme.dns.secrets.<name>. Set everything else without --secret.",
      ].join("\n"),
    );
  });

  test("is refused for docker:host too, which routes keep in the state", () => {
    vi.stubEnv("PULUMI_CONFIG_SECRET_KEYS", '["docker:registryAuth","docker:host"]');

    expect(() => resolveStackHost(undefined)).toThrow(
      "Pulumi.prod.yaml: docker:host must not be encrypted: the state has it in clear. Set it without --secret.",
    );
  });

  test("is not reported when the setting is invalid", () => {
    expect(() => parseStackFile({ registry: "canary" }, {}, ["registry"])).toThrow(
      "Pulumi.prod.yaml: gatehouse:registry must be an object with mirror, password, username.",
    );
  });
});

describe("the encrypted settings of the running stack", () => {
  test("are those with the prefix among the keys that Pulumi lists", () => {
    vi.stubEnv("PULUMI_CONFIG_SECRET_KEYS", '["gatehouse:acme","docker:registryAuth"]');

    expect(encryptedKeys("gatehouse:")).toEqual(["acme"]);
  });

  test("are none when Pulumi lists none", () => {
    vi.stubEnv("PULUMI_CONFIG_SECRET_KEYS", undefined);

    expect(encryptedKeys("gatehouse:")).toEqual([]);
  });
});
