import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type * as pulumi from "@pulumi/pulumi";
import { pack } from "tar-stream";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CaddyProxy, ProxyNetwork, rootCertificate } from "../../../components";
import { useMocks } from "../../support/record";

const PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

/** Docker's API with one endpoint, which has the file from the third request on. */
function engine(asked: string[]): Server {
  return createServer((request, response) => {
    asked.push(request.url ?? "");
    if (asked.length < 3) {
      response.writeHead(404).end('{"message":"no such file"}');
      return;
    }
    const archive = pack();
    archive.entry({ name: "root.crt" }, PEM);
    archive.finalize();
    archive.pipe(response);
  });
}

const resolved = <T>(output: pulumi.Output<T>) =>
  new Promise<T>((done) => {
    output.apply((value) => done(value));
  });

describe("the root certificate", () => {
  const asked: string[] = [];
  const server = engine(asked);

  beforeEach(async () => {
    useMocks();
    asked.length = 0;
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    vi.stubEnv("DOCKER_HOST", `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });

  afterEach(async () => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  const declare = () => new CaddyProxy("caddy", { network: new ProxyNetwork("net") });

  test("is read from the container, as soon as Caddy has made it", async () => {
    expect(await resolved(rootCertificate(declare()))).toBe(PEM);
    expect(new Set(asked)).toEqual(
      new Set([
        "/containers/caddy-id/archive?path=%2Fdata%2Fcaddy%2Fpki%2Fauthorities%2Flocal%2Froot.crt",
      ]),
    );
  });

  test("is read only once in a preview, which does not wait", async () => {
    useMocks("test", "gatehouse", true);

    expect(await resolved(rootCertificate(declare()))).toBeUndefined();
    expect(asked).toHaveLength(1);
  });
});
