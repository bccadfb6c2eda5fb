import { KeyObject } from "node:crypto";

/** The certificate of a CA and its key, both PEM. */
export interface Signer {
  readonly certificate: string;
  readonly key: string;
}

const DAY = 86_400_000;
/** As long as Caddy makes the root of its own CA last. */
const DAYS = 3600;

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/**
 * Makes a CA: a key on the curve P-256, and a certificate for it that it signs itself. Caddy makes one
 * intermediate certificate between it and the certificates of hosts.
 *
 * It loads its packages when it is called, since they take a quarter of a second.
 *
 * @param now the certificate is valid from the day before, and for 3600 days.
 */
export async function makeSigner(commonName: string, now: Date): Promise<Signer> {
  await import("reflect-metadata"); // The next package requires it.
  const x509 = await import("@peculiar/x509");
  const { subtle } = globalThis.crypto;
  const keys = await subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    keys,
    signingAlgorithm: ALGORITHM,
    name: new x509.Name([{ CN: [{ utf8String: commonName }] }]),
    notBefore: new Date(now.getTime() - DAY),
    notAfter: new Date(now.getTime() + DAYS * DAY),
    extensions: [
      new x509.BasicConstraintsExtension(true, 1, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return {
    certificate: `${certificate.toString("pem")}\n`,
    key: KeyObject.from(keys.privateKey).export({ type: "sec1", format: "pem" }).toString(),
  };
}
