import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mayBuildImages } from "./support/debian";
import { leavesNothing, nameIn, packedOnce, servedAt, up } from "./support/deployed";
import { docker, inventory } from "./support/docker";
import type { Example } from "./support/example";
import { startLoad } from "./support/load";
import { postgresImage } from "./support/postgres";

/* The examples of services with data, from the packed tarball. */

const packed = packedOnce();

/** How many updates the database survives. */
const UPDATES = Number(process.env.UPDATES ?? 2);
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

  afterAll(async () => {
    await the.example.destroy();
    await docker("volume", "rm", "--force", volume());
  });

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
