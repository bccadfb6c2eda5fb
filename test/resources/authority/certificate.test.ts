import { createPublicKey, X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { makeSigner } from "../../../components/resources/authority/certificate";

test("an authority signs its own certificate, and may sign others", () => {
  const { certificate, key } = makeSigner("shop/prod caddy", new Date("2026-11-24T12:00:00Z"));
  const read = new X509Certificate(certificate);
  expect({
    subject: read.subject,
    issuer: read.issuer,
    ca: read.ca,
    from: read.validFrom,
    to: read.validTo,
    signed: read.checkIssued(read) && read.verify(createPublicKey(key)),
  }).toEqual({
    subject: "CN=shop/prod caddy",
    issuer: "CN=shop/prod caddy",
    ca: true,
    from: "Nov 23 12:00:00 2026 GMT",
    to: "Oct  2 12:00:00 2036 GMT",
    signed: true,
  });
});

test("a long name is no matter, and each authority is another", () => {
  const now = new Date();
  const made = [makeSigner("x".repeat(300), now), makeSigner("x".repeat(300), now)];
  const [one, other] = made.map(({ certificate }) => new X509Certificate(certificate));
  expect(one?.subject).toBe(`CN=${"x".repeat(300)}`);
  expect(one?.serialNumber).not.toBe(other?.serialNumber);
});
