import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { docker, engine, inventory } from "./support/docker";
import { visit } from "./support/http";
import { startLoad } from "./support/load";
import { createProgram, type ProgramProject } from "./support/program";
import { serviceImage } from "./support/service";

/* Containers with everything that compose files say of one, beside a database without a route. */

const HOST = "shop.localhost";
const ROWS = "/var/lib/db/rows";
const SECRET = "canary-3f9a1c";
let project: ProgramProject;
let images: { v1: string; v2: string };

interface Variables {
  image?: "v1" | "v2";
  /** A variable of the database's environment. */
  database?: string;
  secret?: string;
  retainOnDelete?: boolean;
}

/** Writes the program: a shop with its options, and its database on a private network. */
function declare({
  image = "v1",
  database = "one",
  secret = SECRET,
  retainOnDelete = true,
}: Variables = {}) {
  const { network, labelPrefix, httpPort, httpsPort } = project;
  const proxy = { image: { reference: project.images.caddy }, labelPrefix, httpPort, httpsPort };
  project.write("shop.env", "# for the shop\nFROM_FILE='a b'\nCOLOUR=red\n");
  project.program(
    `const { CaddyProxy, PrivateNetwork, ProxiedService, ProxyNetwork, Service } = gatehouse;
     const network = new ProxyNetwork("net", { networkName: "${network}" });
     const entry = new CaddyProxy("caddy", { network, ...${JSON.stringify(proxy)} });
     const backend = new PrivateNetwork("backend", { internal: true });
     const db = new Service("db", {
       image: "${images[image]}", port: 8080, networks: [{ network: backend, aliases: ["rows"] }],
       environment: { RELEASE: "${database}", BOOT: "1s" }, restart: "always",
       volumes: [{ source: "data", target: "/var/lib/db", retainOnDelete: ${retainOnDelete} }],
     });
     const shop = new ProxiedService("shop", {
       entry, image: "${images.v1}", port: 8080, hosts: ["${HOST}"], readyTimeout: 600, drain: 0,
       command: ["serve", "--fast"], workingDir: "/work", user: "1000:1001", groupAdd: ["27"],
       envFile: ["shop.env"], environment: { COLOUR: "blue", DB: db.address },
       networks: [{ network: backend }],
       volumes: [
         { type: "bind", source: "/etc", target: "/host", readOnly: true },
         { type: "tmpfs", target: "/tmp", size: "2m" },
       ],
       files: {
         "/etc/shop/shop.conf": { content: "port 8080", uid: 1000, mode: 0o400 },
         "/etc/shop/extra/more.conf": { content: "more" },
       },
       secrets: { token: { content: "${secret}", uid: 1000, mode: 0o400 } },
       extraHosts: { "printer.lan": "192.0.2.7", "host.docker.internal": "host-gateway" },
       dnsSearch: ["shop.test"], dnsOptions: ["ndots:2"], hostname: "till", init: true, shmSize: "8m",
       ulimits: [{ name: "nofile", soft: 1000, hard: 2000 }],
       sysctls: { "net.core.somaxconn": "77" },
       capabilities: { drop: ["CAP_CHOWN"] },
       labels: { team: "shop" }, logging: { driver: "local", options: { "max-size": "1m" } },
       restart: "on-failure", stopSignal: "SIGINT",
     }, { dependsOn: [db] });
     return { db: db.containerNames, shop: shop.containerNames };`,
  );
}

const ask = (path: string, options: { method?: string; body?: string } = {}) =>
  visit({ port: project.httpsPort, host: HOST, path, ...options });

/** The one container of a service, which its network alias names. */
async function containerOf(service: string) {
  const [name = ""] = JSON.parse(
    (await project.ownPulumi(["stack", "output", service, "--json"])).output,
  );
  return engine.getContainer(name).inspect();
}

beforeAll(async () => {
  project = await createProgram();
  images = await serviceImage();
  declare();
  const up = await project.up();
  expect(up.output).toContain("created");
  expect(up.code).toBe(0);
});

afterAll(() => project.remove());

test("a service with every option has them in its container, and previews no change", async () => {
  const process = JSON.parse((await ask("/process")).body);
  expect(process).toMatchObject({
    args: ["/service", "serve", "--fast"],
    directory: "/work",
    hostname: "till",
    uid: 1000,
    gid: 1001,
    groups: [27, 1001],
    files: { Max: 2000 },
    somaxconn: "77\n",
    first: "docker-init\n",
    sharedMemory: 8 << 20,
  });
  expect(process.env).toEqual(
    expect.arrayContaining([
      "FROM_FILE=a b",
      "COLOUR=blue",
      expect.stringMatching(/^DB=db\..*:8080$/),
    ]),
  );
  expect(process.resolver).toContain("search shop.test");
  expect(process.resolver).toContain("ndots:2");

  expect((await ask("/disk?path=/etc/shop/shop.conf")).body).toBe("port 8080");
  expect((await ask("/disk?path=/etc/shop/shop.conf")).headers.access).toBe("400 1000:0");
  expect((await ask("/disk?path=/etc/shop/extra/more.conf")).headers.access).toBe("444 0:0");
  expect((await ask("/disk?path=/run/secrets/token")).body).toBe(SECRET);
  expect((await ask("/disk?path=/host/passwd")).status).toBe(200);
  expect((await ask("/disk?path=/host/written", { method: "POST" })).status).toBe(403);
  expect((await ask("/disk?path=/tmp/written", { method: "POST", body: "a" })).status).toBe(200);
  expect(
    (await ask("/disk?path=/tmp/large", { method: "POST", body: "a".repeat(3e6) })).status,
  ).toBe(403);

  const { Config: config, HostConfig: host } = await containerOf("shop");
  expect(config.Labels).toMatchObject({ team: "shop" });
  expect(config).toMatchObject({ StopSignal: "SIGINT" });
  expect(host).toMatchObject({
    CapDrop: ["CAP_CHOWN", "CAP_NET_RAW"],
    LogConfig: { Type: "local", Config: { "max-size": "1m" } },
    RestartPolicy: { Name: "on-failure" },
  });
  expect(host.ExtraHosts).toEqual(
    expect.arrayContaining(["printer.lan:192.0.2.7", "host.docker.internal:host-gateway"]),
  );
  expect((await project.previewNoChanges()).output).toContain("unchanged");
});

test("a private network leads to the database, and the entry point is not on it", async () => {
  for (const name of ["db", "rows"]) {
    expect((await ask(`/dial?address=${name}:8080`)).body).toBe("connected\n");
  }
  const { NetworkSettings: settings } = await containerOf("db");
  expect(Object.keys(settings.Networks)).toHaveLength(1);
});

test("a secret stands nowhere in clear", async () => {
  const inspected = await docker(
    "inspect",
    ...(await inventory([project.id])).flatMap((thing) => {
      const [kind, names = ""] = thing.split(" ");
      return kind === "container" ? [names.slice(1)] : [];
    }),
  );
  const state = await project.ownPulumi(["stack", "export"]);

  expect(inspected).not.toContain(SECRET);
  expect(state.output).not.toContain(SECRET);
});

describe("an update", () => {
  test("of the database keeps its data, stops it first, and loses no request of the shop", async () => {
    const before = await containerOf("db");
    await write("first");
    const load = startLoad({ port: project.httpsPort, host: HOST });
    declare({ image: "v2", database: "two" });

    const preview = await project.ownPulumi(["preview", "--diff"]);
    expect(preview.output).toContain('updateOrder: "stop-first"');
    expect((await project.up()).code).toBe(0);
    await write("second");

    const { failed } = await load.stop();
    expect(failed).toEqual([]);
    expect((await containerOf("db")).Id).not.toBe(before.Id);
    expect(await rows()).toBe("first\nsecond\n");
  });

  test("of a secret replaces the container, and removes the old volumes", async () => {
    const files = async () =>
      (await inventory([project.id])).filter((each) => /^volume .*-shop-files-/.test(each));
    const before = await files();
    declare({ image: "v2", database: "two", secret: "rotated" });

    expect((await project.up()).code).toBe(0);

    expect((await ask("/disk?path=/run/secrets/token")).body).toBe("rotated");
    expect(await files()).toHaveLength(before.length);
    expect(await files()).not.toEqual(before);
  });
});

test("destroy leaves the data, and nothing else", async () => {
  const data = `volume gatehouse-${project.id}-dev-db-data`;
  await project.ownPulumi(["destroy", "--yes", "--skip-preview"]);
  expect(await inventory([project.id])).toEqual([data]);

  declare({ image: "v2", retainOnDelete: false });
  expect((await project.up()).code).toBe(0);
  expect(await rows()).toBe("first\nsecond\n");
});

/** Adds a row at the database, by way of a container on its network. */
async function write(row: string): Promise<void> {
  await asked("-X", "POST", "--data", `${row}\n`);
}

async function rows(): Promise<string> {
  return asked();
}

async function asked(...options: string[]): Promise<string> {
  const { NetworkSettings: settings } = await containerOf("db");
  const [network] = Object.values(settings.Networks);
  const url = `http://${network?.IPAddress}:8080/disk?path=${ROWS}`;
  const reply = await fetch(
    url,
    options.length > 0 ? { method: "POST", body: options.at(-1) } : {},
  );
  return reply.text();
}
