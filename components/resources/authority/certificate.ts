import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { bits, integer, kindOf, octets, sequence, setOf, tagged, text, time, yes } from "./der";

/** The certificate of an authority and its key, both PEM. */
export interface Signer {
  readonly certificate: string;
  readonly key: string;
}

const DAY = 86_400_000;
/** As long as Caddy makes the root of its own authority last. */
const DAYS = 3600;

const ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
const COMMON_NAME = "2.5.4.3";
const BASIC_CONSTRAINTS = "2.5.29.19";
const KEY_USAGE = "2.5.29.15";
const SUBJECT_KEY = "2.5.29.14";
/** Signs certificates and lists of those that were taken back: bits 5 and 6. */
const SIGNS = 0b0000_0110;

/**
 * Makes an authority: a key on the curve P-256, and a certificate for it that it signs itself (RFC
 * 5280). Between it and the certificates of hosts stands one more, which Caddy makes.
 *
 * @param now the certificate is valid from the day before, and for 3600 days.
 */
export function makeSigner(commonName: string, now: Date): Signer {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const subjectKey = publicKey.export({ type: "spki", format: "der" });
  const name = sequence(setOf(sequence(kindOf(COMMON_NAME), text(commonName))));
  const signedBy = sequence(kindOf(ECDSA_WITH_SHA256));
  const at = (days: number) => time(new Date(now.getTime() + days * DAY));
  const content = sequence(
    tagged(0, integer(Buffer.from([2]))), // the third version
    integer(serialNumber()),
    signedBy,
    name,
    sequence(at(-1), at(DAYS)),
    name,
    subjectKey,
    tagged(3, sequence(...extensions(subjectKey))),
  );
  const signature = sign("sha256", content, privateKey);
  return {
    certificate: pem("CERTIFICATE", sequence(content, signedBy, bits(signature))),
    key: privateKey.export({ type: "sec1", format: "pem" }).toString(),
  };
}

/** Sixteen bytes by chance, of which the first is not 0. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0] ?? 0) | 1;
  return bytes;
}

function extensions(subjectKey: Uint8Array): Buffer[] {
  const authority = sequence(yes(), integer(Buffer.from([1])));
  const identifier = createHash("sha256").update(subjectKey).digest().subarray(0, 20);
  return [
    sequence(kindOf(BASIC_CONSTRAINTS), yes(), octets(authority)),
    sequence(kindOf(KEY_USAGE), yes(), octets(bits(Buffer.from([SIGNS]), 1))),
    sequence(kindOf(SUBJECT_KEY), octets(octets(identifier))),
  ];
}

function pem(kind: string, content: Buffer): string {
  const lines = content.toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${kind}-----`, ...lines, `-----END ${kind}-----`, ""].join("\n");
}
