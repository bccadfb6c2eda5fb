import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";
import { describe, expect, test } from "vitest";
import type { Engine } from "../../../components/docker/host/engine";
import {
  certificateFor,
  heldCertificates,
} from "../../../components/docker/routes/held-certificates";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const FROM = new Date("2026-11-01T00:00:00Z");
const UNTIL = new Date("2027-01-30T00:00:00Z");

/** A certificate for hosts, PEM. */
async function certificate(...hosts: string[]): Promise<string> {
  await import("reflect-metadata"); // The next package requires it.
  const { SubjectAlternativeNameExtension, X509CertificateGenerator } = await import(
    "@peculiar/x509"
  );
  const keys = await globalThis.crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const made = await X509CertificateGenerator.createSelfSigned({
    ...{ keys, signingAlgorithm: ALGORITHM, name: "CN=Test CA", notBefore: FROM, notAfter: UNTIL },
    extensions: [
      new SubjectAlternativeNameExtension(hosts.map((value) => ({ type: "dns", value }))),
    ],
  });
  return made.toString("pem");
}

/** A file of a container, or where a link leads. */
type File = string | { readonly link: string };

/** An engine whose containers have these files, by path. */
function engineWith(files: Readonly<Record<string, File>>): Engine {
  const archive = async (path: string) => {
    const found = Object.entries(files).filter(([name]) => name.startsWith(path));
    if (found.length === 0) throw Object.assign(new Error("no such file"), { statusCode: 404 });
    const tar = pack();
    for (const [name, file] of found) {
      if (typeof file === "string") tar.entry({ name }, file);
      else tar.entry({ name, type: "symlink", linkname: file.link });
    }
    tar.finalize();
    return Readable.from([await buffer(tar)]);
  };
  const container = { getArchive: ({ path }: { path: string }) => archive(path) };
  return { getContainer: () => container } as unknown as Engine;
}

const OBTAINED = "/data/caddy/certificates/acme-v02.example.com-directory";
const times = { from: FROM.getTime(), until: UNTIL.getTime(), issuer: "Test CA" };

describe("the certificates of a proxy", () => {
  test("are those that Caddy keeps, and those in files, also behind a link", async () => {
    const engine = engineWith({
      [`${OBTAINED}/a.example.com/a.example.com.crt`]: await certificate("a.example.com"),
      [`${OBTAINED}/a.example.com/a.example.com.key`]: "no certificate",
      [`${OBTAINED}/a.example.com/a.example.com.json`]: "{}",
      "/certificates/live/fullchain.pem": { link: "../archive/fullchain1.pem" },
      "/certificates/archive/fullchain1.pem": await certificate("b.example.com", "c.example.com"),
    });

    expect(await heldCertificates(engine, "caddy", ["/certificates/live/fullchain.pem"])).toEqual([
      { hosts: ["a.example.com"], ...times },
      { hosts: ["b.example.com", "c.example.com"], ...times },
    ]);
  });

  test("are none where Caddy has none yet", async () => {
    expect(await heldCertificates(engineWith({}), "caddy", ["/certificates/none.pem"])).toEqual([]);
  });
});

describe("the certificate for a host", () => {
  const old = { ...times, hosts: ["a.example.com"] };
  const renewed = { ...old, from: old.from + 1 };
  const wildcard = { ...times, hosts: ["*.example.com"], from: 0 };

  test("is the newest", () => {
    expect(certificateFor("a.example.com", [wildcard, renewed, old])).toBe(renewed);
  });

  test("may be a wildcard's, of one label", () => {
    expect(certificateFor("b.example.com", [old, wildcard])).toBe(wildcard);
    expect(certificateFor("*.example.com", [old, wildcard])).toBe(wildcard);
    expect(certificateFor("b.c.example.com", [old, wildcard])).toBeUndefined();
  });
});
