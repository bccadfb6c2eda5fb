import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { printed } from "../docs/blocks/in-engine";
import { printedServices } from "../docs/code";
import { docker, engine, inventory } from "./support/docker";
import { untilServed, visit } from "./support/http";
import { freePorts } from "./support/ports";
import { createProject, type Outcome, type Project } from "./support/project";
import { onTerminal } from "./support/terminal";
import { expectPrinted } from "./support/walk";

/*
 * One stack, from quickstart to teardown, with the commands that a person runs. The tests depend on their
 * order.
 */
let project: Project;
let quickstart: Outcome;
let config: Record<string, unknown>;
let configured: string;

beforeAll(async () => {
  project = await createProject();
  const { apiPort, httpPort, httpsPort, labelPrefix, id } = project;
  config = {
    ...project.config,
    proxy: { httpPort, httpsPort, labelPrefix, containerName: `caddy-${id}` },
    whoami: { hosts: ["whoami.localhost"], containerName: `whoami-${id}` },
    toxiproxy: { hosts: ["toxic-whoami.localhost"], containerName: `toxiproxy-${id}`, apiPort },
    portal: { hosts: ["portal.localhost"] },
  };
  project.configure(config);
  configured = project.read("Pulumi.dev.yaml");
  quickstart = await project.run("npm", ["run", "quickstart"]);
});

afterAll(async () => {
  await docker("rm", "-f", `by-hand-${project.id}`);
  await project.remove();
});

const whoami = () => ({ port: project.httpsPort, host: "whoami.localhost" });
const preview = () => project.pulumi("preview", "--stack", "dev", "--expect-no-changes");

describe("npm run quickstart", () => {
  test("ends with whoami's reply through the proxy", () => {
    expect(quickstart).toMatchObject({ code: 0 });
    expect(quickstart.output).toContain("Host: whoami.localhost");
    expect(quickstart.output).toContain(`https://whoami.localhost:${project.httpsPort}`);
  });

  test("leaves a stack that answers over https, with the headers that the proxy forwarded", async () => {
    const reply = await visit(whoami());

    expect(reply.status).toBe(200);
    expect(reply.headers.via).toBe("1.1 Caddy");
    expect(reply.body).toMatch(/^GET \/ HTTP\/1\.1/m);
    expect(reply.body).toContain(`Host: whoami.localhost`);
    expect(reply.body).toMatch(/^X-Forwarded-For: \S+/m);
    expect(reply.body).toContain("X-Forwarded-Proto: https");
    expect(reply.body).toContain("X-Forwarded-Host: whoami.localhost");
  });

  test("run again, changes nothing", async () => {
    const before = await containerIds();
    const again = await project.run("npm", ["run", "quickstart"]);

    expect(again).toMatchObject({ code: 0 });
    expect(await containerIds()).toEqual(before);
  });

  test("leaves the committed stack file unchanged", () => {
    expect(project.read("Pulumi.dev.yaml")).toBe(configured);
  });
});

describe("npm run pulumi", () => {
  test("previews no change right after", async () => {
    const outcome = await project.run("npm", [
      ...["run", "pulumi", "--", "preview", "--stack", "dev", "--expect-no-changes"],
    ]);

    expect(outcome.output).toMatch(/\d+ unchanged/);
    expect(outcome.code).toBe(0);
  });

  test("prints the outputs by name", async () => {
    const { output } = await project.pulumi("stack", "output", "--stack", "dev", "--json");

    expect(JSON.parse(output)).toEqual({
      caddyfile: expect.stringContaining("\nwhoami.localhost {\n"),
      network: project.network,
      proxy: `caddy-${project.id}`,
      rootCertificate: expect.stringMatching(/^-----BEGIN CERTIFICATE-----\n/),
      routes: expect.stringMatching(/^whoami\.localhost .*\n?/m),
      toxicUrls: [`https://toxic-whoami.localhost:${project.httpsPort}`],
      toxiproxyApi: `http://127.0.0.1:${project.apiPort}`,
      urls: [
        `https://whoami.localhost:${project.httpsPort}`,
        `https://toxic-whoami.localhost:${project.httpsPort}`,
        `https://portal.localhost:${project.httpsPort}`,
      ],
    });
  });
});

describe("the entry point", () => {
  test("redirects plain http to https", async () => {
    const port = project.httpPort;
    const reply = await visit({ port, host: "whoami.localhost", path: "/a?b=c", plain: true });

    expect(reply.status).toBe(308);
    expect(reply.headers.location).toBe(`https://whoami.localhost:${project.httpsPort}/a?b=c`);
  });

  test("does not serve an unknown host", async () => {
    const host = "nobody.localhost";

    await expect(visit({ port: project.httpsPort, host })).rejects.toThrow(/alert internal error/);
    const plain = await visit({ port: project.httpPort, host, plain: true });
    expect(plain).toMatchObject({ status: 308, body: "" });
  });

  test("routes a container that a person started by hand", async () => {
    const prefix = project.labelPrefix;
    await docker(
      ...["run", "--detach", "--name", `by-hand-${project.id}`, "--network", project.network],
      ...["--label", `${prefix}=other.localhost`],
      ...["--label", `${prefix}.reverse_proxy={{upstreams 80}}`],
      ...["--label", `${prefix}.tls=internal`],
      project.images.whoami ?? "traefik/whoami",
    );
    const reply = await untilServed({ port: project.httpsPort, host: "other.localhost" });

    expect(reply.body).toContain("Host: other.localhost");
  });

  test.each([
    ["of another prefix", "caddy"],
    ["of its own prefix", undefined],
  ])("goes on serving beside a container with broken labels %s", async (_, prefix) => {
    const label = prefix ?? project.labelPrefix;
    const name = `broken-${project.id}`;
    const broken = ["--label", `${label}=broken.localhost`, "--label", `${label}.respond=}`];
    await docker("run", "--detach", "--name", name, ...broken, project.images.whoami ?? "");
    try {
      // Longer than the plugin collects events before it acts.
      await new Promise((done) => setTimeout(done, 1_000));

      expect((await visit(whoami())).status).toBe(200);
    } finally {
      await docker("rm", "-f", name);
    }
  });
});

describe("whoami", () => {
  test("carries exactly the labels of its route, and its stack's", async () => {
    const { Config: container, NetworkSettings: network } = await inspect("whoami");

    const ofTheImage = (await engine.getImage(container.Image).inspect()).Config.Labels ?? {};
    const own = Object.entries(container.Labels).filter(([key]) => !(key in ofTheImage));
    expect(Object.fromEntries(own)).toEqual({
      [project.labelPrefix]: "whoami.localhost",
      [`${project.labelPrefix}.reverse_proxy`]: "{{upstreams 80}}",
      [`${project.labelPrefix}.tls`]: "internal",
      "gatehouse.stack": expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(Object.keys(network.Networks)).toEqual([project.network]);
  });
});

describe("the proxy's container", () => {
  test("restarts always, and publishes on the configured address only", async () => {
    const { HostConfig: host } = await inspect("caddy");
    const on = (port: number) => [{ HostIp: "127.0.0.1", HostPort: String(port) }];

    expect(host.RestartPolicy).toEqual({ Name: "always", MaximumRetryCount: 0 });
    expect(host.PortBindings).toEqual({
      [`${project.httpPort}/tcp`]: on(project.httpPort),
      [`${project.httpsPort}/tcp`]: on(project.httpsPort),
      [`${project.httpsPort}/udp`]: on(project.httpsPort),
    });
  });

  test("serves a certificate of Caddy's local CA, and keeps it when Pulumi replaces the container", async () => {
    const ca = await localAuthority();
    const before = await visit({ ...whoami(), ca });
    const container = await inspect("caddy");

    project.configure({
      ...config,
      proxy: { ...(config.proxy as object), caddy: { logLevel: "WARN" } },
    });
    const up = await project.pulumi("up", "--stack", "dev", "--yes", "--skip-preview");
    const after = await untilServed({ ...whoami(), ca });

    expect(up).toMatchObject({ code: 0 });
    expect((await inspect("caddy")).Id).not.toBe(container.Id);
    expect(before.fingerprint).toMatch(/^[0-9A-F:]{95}$/);
    expect(after.fingerprint).toBe(before.fingerprint);
    expect(await localAuthority()).toBe(ca);
  });
});

describe("pulumi up", () => {
  test("starts a container that a person stopped", async () => {
    await docker("stop", `whoami-${project.id}`);
    const shown = await preview();
    const up = await project.pulumi("up", "--stack", "dev", "--yes", "--skip-preview");

    expect(shown.code).not.toBe(0);
    expect(shown.output).toMatch(/Route +whoami-route +update +\[diff: \+drift\]/);
    expect(up).toMatchObject({ code: 0 });
    expect(await untilServed(whoami())).toMatchObject({ status: 200 });
    expect(await preview()).toMatchObject({ code: 0 });
  });

  test("names a container that a person removed, and recreates it with --refresh", async () => {
    await docker("rm", "-f", `whoami-${project.id}`);
    const shown = await preview();
    const args = ["--stack", "dev", "--yes", "--skip-preview", "--refresh"];
    const up = await project.pulumi("up", ...args);

    expect(shown.code).not.toBe(0);
    expect(shown.output).toMatch(
      /container \w{12} is gone from the Docker host \S+\. Run the command again with --refresh/,
    );
    expect(up).toMatchObject({ code: 0 });
    expect(await untilServed(whoami())).toMatchObject({ status: 200 });
    expect(await preview()).toMatchObject({ code: 0 });
  });
});

describe("Toxiproxy", () => {
  const toxic = () => ({ port: project.httpsPort, host: "toxic-whoami.localhost" });
  const api = (path: string, init?: RequestInit) =>
    fetch(`http://127.0.0.1:${project.apiPort}${path}`, init);

  test("carries traffic between the proxy and whoami", async () => {
    const reply = await untilServed(toxic());

    expect(reply.body).toContain("Host: toxic-whoami.localhost");
    expect(await (await api("/proxies")).json()).toMatchObject({
      "toxic-whoami": { upstream: `whoami.dev.gatehouse-${project.id}:80`, enabled: true },
    });
  });

  test("adds and removes 500 ms of latency through its API", async () => {
    const duration = async () => (await visit(toxic())).duration;
    // A busy machine adds its own delay, so try again.
    await expect.poll(duration).toBeLessThan(500);
    const latency = { name: "slow", type: "latency", attributes: { latency: 500 } };
    const added = await api("/proxies/toxic-whoami/toxics", {
      method: "POST",
      body: JSON.stringify(latency),
    });
    const slow = await visit(toxic());
    await expect.poll(async () => (await visit(whoami())).duration).toBeLessThan(500);
    await api("/proxies/toxic-whoami/toxics/slow", { method: "DELETE" });

    expect(added.status).toBe(200);
    expect(slow.duration).toBeGreaterThanOrEqual(500);
    await expect.poll(duration).toBeLessThan(500);
  });

  test("publishes its API only on the loopback address, not on the proxy network", async () => {
    const { HostConfig: host, Image: image, NetworkSettings: network } = await inspect("toxiproxy");
    const addresses = Object.values(network.Networks).map(({ IPAddress }) => IPAddress);
    const asked = await Promise.allSettled(
      addresses.map((address) =>
        docker(
          ...["run", "--rm", "--network", project.network, "--entrypoint", "/toxiproxy-cli"],
          ...[image, "--host", `http://${address}:8474`, "list"],
        ),
      ),
    );

    expect(host.PortBindings).toEqual({
      "8474/tcp": [{ HostIp: "127.0.0.1", HostPort: String(project.apiPort) }],
    });
    expect(addresses).toHaveLength(2);
    expect(asked.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });
});

describe("a service of one's own", () => {
  test("from the README works as printed: its URL is in the preview and the outputs, and answers", async () => {
    const url = `https://shop.localhost:${project.httpsPort}`;
    const image = JSON.stringify(project.images.whoami);
    project.write("services.ts", printedServices().replace(/(?<=image: )".*"/, image));
    const previewed = await project.pulumi("preview", "--stack", "dev");
    const up = await project.pulumi("up", "--stack", "dev", "--yes", "--skip-preview");
    const urls = await project.pulumi("stack", "output", "urls", "--stack", "dev", "--json");
    const reply = await untilServed({ port: project.httpsPort, host: "shop.localhost" });

    expect([previewed.code, previewed.output]).toEqual([0, expect.stringContaining(`"${url}"`)]);
    const output = previewed.output.replaceAll(`:${project.httpsPort}`, "");
    expectPrinted(printed("Outputs:\n")[0], output);
    expect([up.code, up.output]).toEqual([0, expect.any(String)]);
    expect(JSON.parse(urls.output)).toContain(url);
    expect(reply.body).toContain("Name: shop\n");
  });
});

describe("a stack other than dev", () => {
  const QUESTION = "Do you want to perform this";

  test("shows its preview on a terminal, and is neither deployed nor destroyed without a yes", async () => {
    const [httpPort, httpsPort] = await freePorts();
    const network = `${project.network}_trial`;
    project.configure({ ...project.config, network, proxy: { httpPort, httpsPort } }, "trial");
    const dev = await inventory([project.id]);
    const no = { question: QUESTION, keys: "\r" };
    const up = await onTerminal(project.dir, "npm run quickstart -- --stack trial", no);
    const down = await onTerminal(project.dir, "npm run teardown -- --stack trial", no);
    const refused = await project.run("npm", ["run", "teardown", "--", "--stack", "trial"]);
    const removed = await project.run("npm", [
      "run",
      "teardown",
      "--",
      "--stack",
      "trial",
      "--yes",
    ]);

    expect(up.output).toMatch(/gatehouse:index:Whoami\s+whoami\s+create/);
    expect(up.output).toContain("confirmation declined, not proceeding with the update");
    expect(down.output).toContain("confirmation declined, not proceeding with the destroy");
    expect([up.code, down.code, refused.code, removed.code]).toEqual([1, 1, 1, 0]);
    expect(await inventory([project.id])).toEqual(dev);
  });
});

describe("npm run teardown", () => {
  test("leaves no container, network or volume of the stack", async () => {
    await docker("rm", "-f", `by-hand-${project.id}`);
    const before = (await inventory([project.id])).map((thing) => thing.split(" ")[0]);
    expect(new Set(before)).toEqual(new Set(["container", "network", "volume"]));
    const teardown = await project.run("npm", ["run", "teardown"]);

    expect(teardown).toMatchObject({ code: 0 });
    expect(await inventory([project.id])).toEqual([]);
  });
});

const inspect = (role: string) => engine.getContainer(`${role}-${project.id}`).inspect();

async function containerIds(): Promise<string[]> {
  const all = await Promise.all(["caddy", "whoami", "toxiproxy"].map(inspect));
  return all.map(({ Id }) => Id);
}

/** The root certificate of Caddy's local CA, in PEM. */
async function localAuthority(): Promise<string> {
  const path = "/data/caddy/pki/authorities/local/root.crt";
  const archive = await docker("cp", `caddy-${project.id}:${path}`, "-");
  const [pem] = /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----\n/.exec(archive) ?? [];
  if (pem === undefined) throw new Error("no certificate in the archive");
  return pem;
}
