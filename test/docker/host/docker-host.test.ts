import { afterEach, expect, test } from "vitest";
import { connect } from "../../../components/docker/host/client";
import { dockerHostAddress } from "../../../components/docker/host/docker-host";
import { type FakeEngine, fakeEngine } from "../../support/fake-engine";

let fake: FakeEngine;
afterEach(() => fake.stop());

async function address(info: object, gateways: object[], platform: NodeJS.Platform = "linux") {
  fake = await fakeEngine({
    "GET /info": { body: { OperatingSystem: "Debian", ...info } },
    "GET /networks/net": { body: { Name: "proxy_net", IPAM: { Config: gateways } } },
  });
  return dockerHostAddress(connect(fake.host), fake.host, "net", platform);
}

const GATEWAY = { Gateway: "172.18.0.1" };

test("on Linux is the host's address on the network, of IPv4", async () => {
  expect(await address({}, [{ Gateway: "fd00::1" }, GATEWAY])).toBe("172.18.0.1");
  await fake.stop();
  expect(await address({}, [{ Gateway: "172.18.0.1/16" }])).toBe("172.18.0.1");
});

test("is a name where the engine runs in a desktop's virtual machine", async () => {
  expect(await address({ OperatingSystem: "Docker Desktop" }, [GATEWAY])).toBe(
    "host.docker.internal",
  );
  await fake.stop();
  expect(await address({}, [GATEWAY], "darwin")).toBe("host.docker.internal");
});

test("is refused where containers don't reach the host", async () => {
  await expect(address({ SecurityOptions: ["name=rootless"] }, [GATEWAY])).rejects.toThrow(
    "containers of a rootless engine do not reach the Docker host as host.docker.internal. Write the " +
      "host's own address in its place.",
  );
  await fake.stop();
  await expect(address({}, [{ Gateway: "fd00::1" }])).rejects.toThrow(
    "the network proxy_net has no IPv4 address of the Docker host (a gateway), so host.docker.internal " +
      "leads nowhere. Write the host's own address in its place.",
  );
});
