import { chownSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mayBuildImages } from "./support/debian";
import { ask, deployed, leavesNothing, nameIn, packedOnce, servedAt, up } from "./support/deployed";
import { docker, engine, inventory, removeAll } from "./support/docker";
import type { Example } from "./support/example";
import { visit } from "./support/http";
import { startLoad } from "./support/load";
import { nodeImage } from "./support/node";
import { phpImage } from "./support/php";
import { postgresImage } from "./support/postgres";
import { type HostServer, startServer } from "./support/servers";
import { openSocket, openStream } from "./support/streams";

/* The examples of services with data, and of routes to what Pulumi does not run, from the packed tarball. */

const packed = packedOnce();

/** How many updates the database survives. */
const UPDATES = Number(process.env.UPDATES ?? 2);
const FOLDER = join(__dirname, "../../examples/folder/shop");
const PASSWORD = "canary-7d1f";

describe.runIf(mayBuildImages())("a shop with its database", () => {
  const the = {} as { example: Example };
  const volume = () => `database-${the.example.id}-dev-db-data`;

  /** Deploys a release of the shop and of its worker. */
  const deploy = async (release: number) => {
    const { example } = the;
    const images = { postgresImage: await postgresImage(), shopImage: example.images.whoami };
    example.configure({ ...images, release: String(release) });
    await example.pulumi("config", "set", "--secret", "dbPassword", PASSWORD, "--stack", "dev");
    await up(example);
  };

  beforeAll(async () => {
    the.example = await packed.workplace.install("database");
    await the.example.pulumi("stack", "init", "dev");
    await deploy(0);
  });

  afterAll(() => removeAll(the.example.id));

  /** Asks the database, as a person would. */
  const sql = async (statement: string) => {
    const { output } = await the.example.pulumi("stack", "output", "database", "--json");
    const [name = ""] = JSON.parse(output);
    const client = ["psql", "-h", "127.0.0.1", "-U", "postgres", "-tAc", statement];
    return docker("exec", "--env", `PGPASSWORD=${PASSWORD}`, name, ...client);
  };

  test("answers, and its worker writes to the database", async () => {
    expect(nameIn(await servedAt(the.example, "shop.localhost"))).toBe("0");
    await expect.poll(() => sql("select count(*) > 0 from ticks")).toBe("t");
  });

  test("keeps each row over updates, and loses no request of the shop", async () => {
    await sql("create table updates (release text)");
    const load = startLoad({ port: the.example.httpsPort, host: "shop.localhost" });
    for (let update = 1; update <= UPDATES; update++) {
      await deploy(update);
      await sql(`insert into updates values ('${update}')`);
    }
    const { requests, failed } = await load.stop();
    console.log(`${UPDATES} updates, ${requests} requests, ${failed.length} lost`);

    expect(failed).toEqual([]);
    expect(await sql("select count(*) from updates")).toBe(String(UPDATES));
    await expect
      .poll(() => sql("select count(distinct release) from ticks"))
      .toBe(String(UPDATES + 1));
  });

  test("has its password in its file only", async () => {
    const things = await inventory([the.example.id]);
    const containers = things.filter((each) => each.startsWith("container"));
    const names = containers.map((each) => each.slice("container /".length));
    const inspected = await docker("inspect", ...names);
    const state = await the.example.pulumi("stack", "export");

    expect(inspected).not.toContain(PASSWORD);
    expect(state.output).not.toContain(PASSWORD);
  });

  leavesNothing(the, () => [`volume ${volume()}`]);
});

describe.runIf(mayBuildImages())("php", () => {
  const uploads = ({ dir }: Example) => join(dir, "uploads");
  const the = deployed(packed, "php", async (example) => {
    chownSync(uploads(example), 33, 33);
    writeFileSync(join(example.dir, "site/.env"), "hidden");
    return { phpImage: await phpImage() };
  });
  const site = (path: string) => ask(the.example, "site.localhost", path);

  test("answers paths without a file by index.php, and leaves other files to Caddy", async () => {
    const page = await servedAt(the.example, "site.localhost", "/2026/hello?x=1");
    const style = await site("/style.css");

    expect(page.body).toContain("<h1>/2026/hello</h1>\n<p>Release 1</p>");
    expect(page.headers).toHaveProperty("x-powered-by");
    expect(style.headers["content-type"]).toMatch(/^text\/css/);
    expect(style.headers).not.toHaveProperty("x-powered-by");
  });

  test("leaks neither its settings nor a hidden file as text", async () => {
    const answers = [];
    for (const path of ["/config.php", "/config.PHP", "/config.php/", "/config.php/x", "/.env"]) {
      answers.push((await site(path)).body);
    }

    expect(answers[0]).toBe("");
    expect(answers.join()).not.toMatch(/hidden|return \[/);
  });

  test("keeps an upload over an update, and never runs it", async () => {
    const { example } = the;
    const shown = await example.pulumi(
      ...["stack", "output", "passwords", "--stack", "dev", "--json", "--show-secrets"],
    );
    const Authorization = `Basic ${btoa(`editor:${JSON.parse(shown.output).editor}`)}`;
    const upload = (folder: string, headers = {}) =>
      visit({
        port: example.httpsPort,
        host: "site.localhost",
        path: `${folder}upload.php?name=../note.php`,
        method: "PUT",
        headers,
        body: "<?php echo 6 * 7;",
      });
    const refused = [];
    for (const folder of ["/admin/", "//admin/", "/ADMIN/", "/admin%2F", "/x/..%2Fadmin/"]) {
      refused.push((await upload(folder)).status);
    }
    const kept = await upload("/admin/", { Authorization });
    await the.update({ release: "2" });

    expect(refused).toEqual(refused.map(() => 401));
    expect([kept.status, kept.body]).toEqual([200, "/uploads/note.php\n"]);
    expect((await site("/")).body).toContain("Release 2");
    for (const path of ["/uploads/note.php", "/uploads/note.php/x", "//uploads/./note.php"]) {
      expect((await site(path)).body).not.toBe("42");
    }
    expect((await site("/uploads/note.php")).body).toBe("<?php echo 6 * 7;");
  });

  leavesNothing(the, () => []);
});

describe.runIf(mayBuildImages())("folder", () => {
  const the = deployed(packed, "folder", async () => ({ nodeImage: await nodeImage() }));
  afterAll(async () => {
    const label = `label=gatehouse.build=folder-${the.example.id}/dev`;
    await docker("image", "prune", "--all", "--force", "--filter", label);
  });
  const put = (file: string, content: string) =>
    writeFileSync(join(the.example.dir, "shop", file), content);

  test("builds another image for another page, and loses no request", async () => {
    const before = await servedAt(the.example, "shop.localhost");
    const load = startLoad({ port: the.example.httpsPort, host: "shop.localhost" });
    put("page.html", "<h1>Release 2</h1>\n");
    const preview = await the.example.pulumi("preview", "--stack", "dev", "--diff");
    await the.update({});
    const { failed } = await load.stop();

    expect(before.body).toContain("Release 1");
    expect(preview.output).toMatch(
      /~ name : "gatehouse\.local\/folder-.*\/shop:\w{12}" => "gatehouse\.local\/folder-.*\/shop:\w{12}"/,
    );
    expect((await ask(the.example, "shop.localhost")).body).toBe("<h1>Release 2</h1>\n");
    expect(failed).toEqual([]);
  });

  test("refuses in the preview what the Dockerfile lacks, and keeps serving when a build fails", async () => {
    put("Dockerfile", "FROM scratch\nCOPY missing /\n");
    const preview = await the.example.pulumi("preview", "--stack", "dev");
    put("Dockerfile", "ARG NODE\nFROM $NODE\nCOPY missing /\n");
    const failed = await the.example.pulumi("up", "--stack", "dev", "--yes", "--skip-preview");
    put("Dockerfile", readFileSync(join(FOLDER, "Dockerfile"), "utf8"));
    put("notes.md", "not in the image");

    expect(preview.output).toContain(
      'ProxiedService "shop": build.args.NODE is no ARG of Dockerfile. Known: none.',
    );
    expect(failed.output).toContain('"/missing" not found');
    expect((await ask(the.example, "shop.localhost")).body).toBe("<h1>Release 2</h1>\n");
  });

  leavesNothing(the, () => []);
});

describe("dev-server", () => {
  let server: HostServer;
  // Hooks run in reverse order: the example is removed first.
  afterAll(() => server.stop());
  const the = deployed(packed, "dev-server", async () => {
    server = await startServer("dev", { live: true });
    return { port: server.port };
  });

  test("answers with the page of a process on the Docker host", async () => {
    const { body } = await servedAt(the.example, "dev.localhost");

    expect(body).toBe("dev HTTP/1.1 dev.localhost");
  });

  test("passes on what reloads the page: a websocket, and server-sent events", async () => {
    const target = { port: the.example.httpsPort, host: "dev.localhost" };
    const [socket, events] = [await openSocket(target), await openStream(target)];
    const echoed = await socket.echo("changed");
    const goesOn = await events.goesOn();
    socket.close();
    events.close();

    expect([echoed, goesOn]).toEqual(["changed", true]);
  });

  leavesNothing(the, () => []);
});

describe("beside-compose", () => {
  /** What compose makes of the example's file, for a project of another name. */
  const names = ({ dir, id }: Example) => {
    const file = readFileSync(join(dir, "compose.yaml"), "utf8");
    const [, name] = /^name: (\w+)$/m.exec(file) ?? [];
    const [, service = ""] = /^services:\n {2}(\w+):$/m.exec(file) ?? [];
    const project = `${name}-${id}`;
    return {
      project,
      service,
      container: `${project}-${service}-1`,
      network: `${project}_default`,
    };
  };
  const the = deployed(packed, "beside-compose", async (example) => {
    await composeUp(example);
    return { composeProject: names(example).project };
  });

  /** Does what `docker compose up --detach` does with compose.yaml. To build compose would take minutes. */
  async function composeUp(example: Example): Promise<void> {
    const { project, service, container, network } = names(example);
    const labels = (of: Record<string, string>) =>
      Object.entries({ project, ...of }).flatMap(([key, value]) => [
        "--label",
        `com.docker.compose.${key}=${value}`,
      ]);
    await docker("network", "create", ...labels({ network: "default" }), network);
    await docker(
      ...["run", "--detach", "--name", container, "--network", network, "--network-alias", service],
      ...labels({ service, "container-number": "1", oneoff: "False" }),
      ...["--cap-drop", "NET_RAW", example.images.whoami ?? ""],
    );
  }

  test("answers for a container of compose", async () => {
    const { body } = await servedAt(the.example, "wiki.localhost");

    expect(body).toContain("Host: wiki.localhost");
  });

  leavesNothing(the, (example) => {
    const { container, network } = names(example);
    return [`container /${container}`, `network ${network}`];
  });

  test("leaves the container on compose's network", async () => {
    const { container, network } = names(the.example);
    const { NetworkSettings: settings } = await engine.getContainer(container).inspect();

    expect(Object.keys(settings.Networks)).toEqual([network]);
  });
});

describe("a program that gatehouse imports from a compose file", () => {
  let example: Example;
  beforeAll(async () => {
    example = await packed.workplace.install("whoami");
    await example.pulumi("stack", "init", "dev");
    example.configure();
  });

  test("compiles, routes as the labels did, and previews, all from the packed tarball", async () => {
    const command = (...args: string[]) =>
      example.node("node_modules/gatehouse/exports/gatehouse.js", ...args);
    const compose = readFileSync(join(__dirname, "../command/compose/shop/compose.yaml"), "utf8");
    writeFileSync(join(example.dir, "compose.yaml"), compose.replaceAll("edge", example.network));
    const linted = await command("lint");
    const checked = await command("import", "--check");
    const imported = await command("import", "--out", ".", "--force");
    const compiled = await example.node("node_modules/typescript/bin/tsc", "-p", ".");
    await example.pulumi("config", "set", "--secret", "dbPassword", PASSWORD, "--stack", "dev");
    const preview = await example.pulumi("preview", "--stack", "dev");

    expect(linted.code).toBe(0);
    expect(checked.output).toContain("same: 3 services with labels.");
    expect([imported.code, compiled]).toEqual([0, { code: 0, output: "" }]);
    expect(preview.output).toMatch(/gatehouse:index:ProxiedService +api +create/);
    expect(preview.code).toBe(0);
  });
});
