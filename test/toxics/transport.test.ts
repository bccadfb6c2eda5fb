import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { toxiproxyApi } from "../../components/toxics/client";
import { freePort } from "./server";

test("a missing server is reported", async () => {
  const port = await freePort();
  const api = toxiproxyApi({ host: "127.0.0.1", port });

  await expect(api.proxy("x")).rejects.toMatchObject({
    message: `Toxiproxy at http://127.0.0.1:${port}: GET /proxies/x: connect ECONNREFUSED 127.0.0.1:${port}`,
    status: undefined,
  });
});

/** A client's error with another server's answer. */
async function errorOf(answer: RequestListener, timeout?: number): Promise<string> {
  const other = createServer(answer).listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const failed = toxiproxyApi({ host: "127.0.0.1", port, timeout }).version();
  const message = await failed.then(String, (error: Error) => error.message);
  other.closeAllConnections();
  other.close();
  return message.replace(String(port), "8474");
}

describe("another server", () => {
  test("that never answers causes a timeout", async () => {
    expect(await errorOf(() => {}, 100)).toBe(
      "Toxiproxy at http://127.0.0.1:8474: GET /version: no answer within 0.1 s",
    );
  });

  test("that stops in the middle of its answer causes a timeout", async () => {
    const answer: RequestListener = (_, response) => void response.write('{"version"');

    expect(await errorOf(answer, 100)).toBe(
      "Toxiproxy at http://127.0.0.1:8474: GET /version: no answer within 0.1 s",
    );
  });

  test("that answers with a page gives the error for Toxiproxy's own page", async () => {
    const page = "<html><head><title>Timeout</title></head><body><h1>Timeout</h1></body></html>";

    expect(await errorOf((_, response) => void response.writeHead(503).end(page))).toBe(
      "Toxiproxy at http://127.0.0.1:8474: GET /version: 503 a connection blocks the change: it " +
        "waits, or its client reads nothing",
    );
  });

  test("that answers with text gives an error with that text", async () => {
    expect(
      await errorOf((_, response) => void response.writeHead(404).end("404 page not found\n")),
    ).toBe("Toxiproxy at http://127.0.0.1:8474: GET /version: 404 404 page not found");
    expect(await errorOf((_, response) => void response.end("hello"))).toBe(
      "Toxiproxy at http://127.0.0.1:8474: GET /version: not JSON: hello",
    );
  });
});
