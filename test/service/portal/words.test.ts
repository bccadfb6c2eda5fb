import { describe, expect, test } from "vitest";
import { Stream } from "../../../components";
import { acme, internal, site, tls } from "../../../components/labels";
import {
  certificateWords,
  featureWords,
  toxicWords,
} from "../../../components/service/portal/words";

test("features are words, without those that the page shows elsewhere", () => {
  expect(
    featureWords([
      "tls internal",
      "root",
      "rate_limit",
      "encode",
      "basic_auth /admin/*",
      "map",
      "copy_response_headers",
    ]),
  ).toEqual(["rate limit", "compression", "password /admin/*", "map"]);
});

describe("a certificate", () => {
  test.each([
    ["http://shop.localhost", site("http://shop.localhost"), "none, plain http"],
    ["shop.localhost", site("shop.localhost"), "Caddy's own CA"],
    ["shop.example.com", site("shop.example.com", tls(internal())), "Caddy's own CA"],
    ["shop.example.com", site("shop.example.com"), "a CA, by ACME"],
    ["shop.internal", site("shop.internal", tls(acme())), "a CA, by ACME"],
    [
      "shop.example.com",
      site("shop.example.com", tls({ args: ["/a.pem", "/b.pem"], block: [] })),
      "files on the Docker host",
    ],
  ])("of %s is %s", (address, given, words) => {
    expect(certificateWords(address, given)).toBe(words);
  });
});

test.each([
  [{ latency: { latency: "200ms", jitter: "50ms" } }, "latency 200ms, jitter 50ms"],
  [{ slowClose: { delay: "2s" }, stream: Stream.Upstream }, "slow close: delay 2s, upstream"],
  [{ resetPeer: {}, toxicity: 0.07 }, "reset peer: 7 % of connections"],
  [{ timeout: {} }, "timeout"],
])("the toxic %j is %s", (toxic, words) => {
  expect(toxicWords(toxic)).toBe(words);
});
