import type * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import { CaddyProxy, ProxyNetwork } from "../../../components";
import { CONTAINER, labelsOf, only, record, useMocks } from "../../support/record";

beforeAll(() => useMocks());

const args = (more: object) => ({
  network: new ProxyNetwork("net"),
  labelPrefix: "caddy",
  ...more,
});

describe("the default site of an entry point", () => {
  test.each([
    [{}, { "caddy.respond": "404" }],
    [{ status: 421 }, { "caddy.respond": "421" }],
    [{ body: "Nobody is here" }, { "caddy.respond": '"Nobody is here" 404' }],
    [{ redirect: "https://example.com/" }, { "caddy.redir": "https://example.com/ 302" }],
  ])("is %j", async (defaultSite, answer) => {
    const { declared } = await record(
      (opts: pulumi.ComponentResourceOptions) =>
        new CaddyProxy("caddy", args({ hardened: false, defaultSite }), opts),
    );

    expect(labelsOf(only(declared, CONTAINER))).toEqual({
      "gatehouse.owner": "gatehouse/test",
      caddy: "http://",
      ...answer,
    });
  });

  test.each([
    [
      { defaultSite: { status: 99 } },
      "defaultSite.status must be an integer from 200 to 599, got 99.",
    ],
    [{ defaultSite: { body: "" } }, 'defaultSite.body must not be empty, got "".'],
    [
      { defaultSite: { status: 404, redirect: "https://example.com/" } },
      'defaultSite.redirect must not stand beside status or body, got "https://example.com/".',
    ],
    [
      { defaultSite: { status: 404 }, httpsPort: 8443 },
      'defaultSite must not be set where httpsPort is not 443: plain http is then redirected there, got {"status":404}.',
    ],
  ])("is refused: %j", (wrong, message) => {
    expect(() => new CaddyProxy("caddy", args(wrong))).toThrow(`CaddyProxy "caddy": ${message}`);
  });
});
