import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import type { ContainerInfo } from "dockerode";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { portProblem } from "../../../components/docker/host/ports";

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

  test.each([
    ["0.0.0.0", "127.0.0.1", "taken"],
    ["127.0.0.1", "0.0.0.0", "taken"],
    ["::", "::1", "taken"],
    ["::", "192.0.2.1", undefined],
    ["192.0.2.1", "::", undefined],
    ["192.0.2.1", "192.0.2.2", undefined],
  ])("beside a container on %s, on %s, is %s", async (held, wanted, outcome) => {
    const ports = [{ IP: held, PrivatePort: 80, PublicPort: 4321, Type: "tcp" }];
    const holder = { Id: "1", Names: ["/web"], Labels: {}, Ports: ports };
    const containers = [holder as unknown as ContainerInfo];
    const problem = await portProblem({ address: wanted, port: 4321, setting }, containers, {
      ...own,
      local: false,
    });

    expect(problem?.match(/taken(?= by container "web")/)?.[0]).toBe(outcome);
  });
});
