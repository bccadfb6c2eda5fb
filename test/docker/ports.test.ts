import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { portProblem } from "../../components/docker/ports";

const address = "127.0.0.1";
const setting = "gatehouse:proxy.httpPort";
const own = { ownerLabel: "owner", owner: "shop/dev", local: true };

const server = createServer().listen(0, address);
let port: number;

beforeAll(async () => {
  if (!server.listening) await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});

afterAll(() => {
  server.close();
});

describe("a port that a stack publishes", () => {
  test("is taken by the program on this machine that listens on it", async () => {
    expect(await portProblem({ address, port, setting }, [], own)).toBe(
      `port ${port} on 127.0.0.1 is taken by node (pid ${process.pid}). Stop it, or choose another port with gatehouse:proxy.httpPort in the stack's file.`,
    );
  });

  test("is not checked on this machine when the Docker host is remote", async () => {
    expect(await portProblem({ address, port, setting }, [], { ...own, local: false })).toBe(
      undefined,
    );
  });
});
