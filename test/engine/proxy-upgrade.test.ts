import { afterAll, beforeAll, expect, test } from "vitest";
import { Publish } from "../../components";
import { untilServed, visit } from "./support/http";
import { startLoad } from "./support/load";
import { createProgram, type ProgramProject } from "./support/program";
import { serviceImage } from "./support/service";

/* What clients notice of an upgrade of the proxy itself, where two proxies can listen at the same time. */

const HOST = "shop.localhost";

let project: ProgramProject;
let image: string;

/** Writes the program with a setting of the plugin whose change replaces the container. */
function declare(pollingInterval: string) {
  const { network, labelPrefix, httpPort, httpsPort, images } = project;
  const proxy = {
    image: { reference: images.caddy },
    publish: Publish.HostNetwork,
    settings: { pollingInterval },
    labelPrefix,
    httpPort,
    httpsPort,
  };
  const shop = { image, port: 8080, hosts: [HOST], labelsOn: "container" };
  project.program(
    `const { CaddyProxy, ProxiedService, ProxyNetwork } = gatehouse;
     const network = new ProxyNetwork("net", { networkName: ${JSON.stringify(network)} });
     const entry = new CaddyProxy("caddy", { network, ...${JSON.stringify(proxy)} });
     new ProxiedService("shop", { entry, ...${JSON.stringify(shop)} });
     return { id: entry.containerId };`,
  );
}

/** The id of the proxy's container, from the stack's output. */
async function proxyId(): Promise<string> {
  return (await project.ownPulumi(["stack", "output", "id"])).output.trim();
}

const certificate = async () => (await visit({ port: project.httpsPort, host: HOST })).fingerprint;

beforeAll(async () => {
  image = (await serviceImage()).v1;
  project = await createProgram();
  declare("30s");
  const first = await project.up();
  if (first.code !== 0) throw new Error(first.output);
  await untilServed({ port: project.httpsPort, host: HOST });
});

afterAll(() => project.remove());

/**
 * Requests on new connections that may be lost, of more than 10,000: when Go's server stops, it drops a
 * connection that it has accepted but whose first request it has not read.
 */
const FRESH_LOST = 10;

test.each(["31s", "32s", "33s"])(
  "an upgrade on the host's network loses no kept connection, and keeps the certificate (%s)",
  async (pollingInterval) => {
    const before = { id: await proxyId(), certificate: await certificate() };
    declare(pollingInterval);
    const load = startLoad({ port: project.httpsPort, host: HOST });

    const { code, output } = await project.up();
    await load.until(10_000);
    const { failed } = await load.stop();

    expect(output).not.toMatch(/error/);
    expect(code).toBe(0);
    expect(failed.filter((each) => !each.includes("fresh"))).toEqual([]);
    expect(failed.length).toBeLessThan(FRESH_LOST);
    expect(await proxyId()).not.toBe(before.id);
    expect(await certificate()).toBe(before.certificate);
  },
);
