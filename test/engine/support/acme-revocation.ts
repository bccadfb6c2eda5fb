// Revocation of a certificate by who has its key (RFC 8555, 7.6). Caddy has no command for it.
import { createPrivateKey, createPublicKey, sign, X509Certificate } from "node:crypto";
import { type Reply, visit } from "./http";

/** A server of ACME as this machine reaches it. */
interface Reached {
  /** The URL of its directory. */
  readonly directory: string;
  /** Its IP address. */
  readonly machine: string;
}

/** Revokes a certificate; both are PEM, and the key is one of P-256. */
export async function revoke(server: Reached, certificate: string, key: string): Promise<void> {
  const { newNonce, revokeCert } = JSON.parse((await send(server, server.directory)).body);
  const { headers } = await send(server, newNonce);
  const privateKey = createPrivateKey(key);
  const { crv, kty, x, y } = createPublicKey(privateKey).export({ format: "jwk" });
  const nonce = headers["replay-nonce"];
  const head = encoded({ alg: "ES256", jwk: { crv, kty, x, y }, nonce, url: revokeCert });
  const body = encoded({ certificate: new X509Certificate(certificate).raw.toString("base64url") });
  const signed = Buffer.from(`${head}.${body}`);
  const signature = sign("sha256", signed, { key: privateKey, dsaEncoding: "ieee-p1363" });
  const jws = { protected: head, payload: body, signature: signature.toString("base64url") };
  const { status, body: answer } = await send(server, revokeCert, JSON.stringify(jws));
  if (status !== 200) throw new Error(`the ACME server answered ${status}: ${answer}`);
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function send({ machine }: Reached, url: string, body?: string): Promise<Reply> {
  const { host, hostname, port, pathname } = new URL(url);
  return visit({
    ...{ machine, port: Number(port), host, servername: hostname, path: pathname, body },
    method: body === undefined ? "GET" : "POST",
    // Pebble requires a client's name.
    headers: {
      "User-Agent": "gatehouse",
      ...(body !== undefined && { "Content-Type": "application/jose+json" }),
    },
  });
}
