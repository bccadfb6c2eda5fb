import { describe, expect, test } from "vitest";
import { isAbout, type Subject, shortLine } from "../../../components/command/logs/entry";

const SHOP: Subject = {
  hosts: ["shop.localhost", "*.shop.example.com"],
  names: ["shop-0ae29ba", "shop.dev.gatehouse"],
};

/** A line of Caddy's log; its time says nothing here. */
const line = (logger: string, msg: string, fields: object = {}, level = "info") =>
  JSON.stringify({ level, ts: 1764250000.1, logger, msg, ...fields });

const request = (host: string, headers: object = {}) => ({
  request: { remote_ip: "172.18.0.1", method: "GET", host, uri: "/cart?id=1", headers },
});

const access = (host: string, headers?: object) =>
  line("http.log.access", "handled request", {
    ...request(host, headers),
    ...{ duration: 0.0123, size: 512, status: 200 },
  });

const failed = line(
  "http.log.error",
  "dial tcp 172.18.0.5:8080: connect: connection refused",
  { ...request("shop.localhost"), duration: 5.0021, status: 502 },
  "error",
);

const issued = line("tls.obtain", "certificate obtained successfully", {
  identifier: "shop.localhost",
  issuer: "local",
});

describe("a line of the proxy", () => {
  test.each([
    ["a request of its host", access("shop.localhost"), true],
    ["a request of its host with a port", access("shop.localhost:8443"), true],
    ["a request of a host below its wildcard", access("eu.shop.example.com"), true],
    ["a request of the wildcard's own domain", access("shop.example.com"), false],
    [
      "a request that comes from its page",
      access("b.localhost", { Referer: ["https://shop.localhost"] }),
      false,
    ],
    ["an error of its route", failed, true],
    ["its certificate", issued, true],
    ["a certificate of a host that ends like its own", issued.replace("shop.", "bookshop."), false],
    [
      "a complaint that names its container",
      line("docker-proxy", "invalid label of shop-0ae29ba"),
      true,
    ],
    [
      "the whole configuration",
      line("docker-proxy", "New Caddyfile", { caddyfile: "shop.localhost {" }),
      false,
    ],
    ["a line without JSON that names its host", "2026/11/27 shop.localhost: no upstreams", true],
    ["anything else", line("admin", "admin endpoint started"), false],
  ])("is about a service, or not: %s", (_title, text, expected) => {
    expect(isAbout(text, SHOP)).toBe(expected);
  });
});

describe("a short line", () => {
  test.each([
    [
      access("shop.localhost"),
      "GET shop.localhost/cart?id=1 from 172.18.0.1 -> 200 in 12 ms 512 bytes",
    ],
    [
      failed,
      "ERROR GET shop.localhost/cart?id=1 from 172.18.0.1 -> 502 in 5.00 s: dial tcp 172.18.0.5:8080: connect: " +
        "connection refused",
    ],
    [
      issued,
      "INFO tls.obtain: certificate obtained successfully identifier=shop.localhost issuer=local",
    ],
    [
      '2026/11/27 13:02:11.123\tINFO\tdocker-proxy\tNew Config JSON\t{"json": "{}"}',
      "INFO docker-proxy: New Config JSON json={}",
    ],
    [line("", "long", { text: "x".repeat(200) }), `INFO long text=${"x".repeat(160)}…`],
    ["no JSON", "no JSON"],
    ['{"an":"object"}', '{"an":"object"}'],
  ])("has what a person looks for: %s", (text, expected) => {
    expect(shortLine(text)).toBe(expected);
  });
});
