import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import { command } from "./command";

/** A test's own CA. */
export interface Authority {
  /**
   * Issues a certificate: a folder with `ca.pem`, `cert.pem` and `key.pem`, as Docker's client expects it.
   *
   * @param address a server's IP address or name; a client has none.
   */
  issue(name: string, address?: string): Promise<string>;
}

const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
const DAYS = ["-days", "2"];

function subjectAltName(address: string): string {
  return `subjectAltName=${isIP(address) === 0 ? "DNS" : "IP"}:${address}`;
}

/** Makes a CA that keeps its files in a folder. */
export async function makeAuthority(dir: string): Promise<Authority> {
  mkdirSync(dir, { recursive: true });
  const ca = join(dir, "ca.pem");
  const caKey = join(dir, "ca-key.pem");
  const self = ["-subj", "/CN=test authority", "-keyout", caKey, "-out", ca];
  await command("openssl", "req", "-x509", ...KEY, ...DAYS, ...self);
  return {
    async issue(name, address) {
      const folder = join(dir, name);
      mkdirSync(folder);
      const use =
        address === undefined
          ? ["-addext", "extendedKeyUsage=clientAuth"]
          : ["-addext", "extendedKeyUsage=serverAuth", "-addext", subjectAltName(address)];
      const files = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem")];
      const signed = ["-x509", "-CA", ca, "-CAkey", caKey, "-subj", `/CN=${name}`];
      const leaf = ["-addext", "basicConstraints=critical,CA:FALSE"];
      await command("openssl", "req", ...signed, ...KEY, ...DAYS, ...leaf, ...use, ...files);
      writeFileSync(join(folder, "ca.pem"), readFileSync(ca));
      return folder;
    },
  };
}
