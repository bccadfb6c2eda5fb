import { createPublicKey, X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { makeSigner } from "../../../components/resources/authority/certificate";

const NOW = new Date("2026-11-24T12:00:00Z");

/** Whether a certificate has an extension: its object identifier, "critical" and its value in DER. */
const has = ({ raw }: X509Certificate, der: string) => raw.includes(Buffer.from(der, "hex"));

test("a CA signs its own certificate, and may sign others", async () => {
  const { certificate, key } = await makeSigner("shop/prod caddy", NOW);
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

test("Caddy can read both: a certificate and an elliptic curve key, as PEM", async () => {
  const { certificate, key } = await makeSigner("shop/prod caddy", NOW);
  const { asymmetricKeyType: kind, asymmetricKeyDetails: details } = createPublicKey(key);

  expect([kind, details]).toEqual(["ec", { namedCurve: "prime256v1" }]);
  const lines = "\n([\\w+/=]{1,64}\n)+";
  expect(key).toMatch(
    new RegExp(`^-----BEGIN EC PRIVATE KEY-----${lines}-----END EC PRIVATE KEY-----\n$`),
  );
  expect(certificate).toMatch(
    new RegExp(`^-----BEGIN CERTIFICATE-----${lines}-----END CERTIFICATE-----\n$`),
  );
});

test("the CA allows one intermediate certificate, and signs only certificates and revocations", async () => {
  const { certificate } = await makeSigner("shop/prod caddy", NOW);
  const read = new X509Certificate(certificate);

  expect({
    "basicConstraints, critical: CA, pathlen 1": has(read, "0603551d130101ff040830060101ff020101"),
    "keyUsage, critical: keyCertSign, cRLSign": has(read, "0603551d0f0101ff040403020106"),
    "subjectKeyIdentifier: 20 bytes": has(read, "0603551d0e04160414"),
    "signed with ECDSA and SHA-256": has(read, "300a06082a8648ce3d040302"),
  }).toEqual({
    "basicConstraints, critical: CA, pathlen 1": true,
    "keyUsage, critical: keyCertSign, cRLSign": true,
    "subjectKeyIdentifier: 20 bytes": true,
    "signed with ECDSA and SHA-256": true,
  });
});

test("the name may be long, and each CA has its own serial number and key", async () => {
  const made = [await makeSigner("x".repeat(300), NOW), await makeSigner("x".repeat(300), NOW)];
  const [one, other] = made.map(({ certificate }) => new X509Certificate(certificate));
  expect(one?.subject).toBe(`CN=${"x".repeat(300)}`);
  expect(one?.serialNumber).not.toBe(other?.serialNumber);
  expect(made[0]?.key).not.toBe(made[1]?.key);
});
