import { spawn } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { docker } from "./support/docker";
import { visit } from "./support/http";
import { startLoad } from "./support/load";
import { cleanEnvironment, createProject, type Project } from "./support/project";
import { serviceImage } from "./support/service";

/*
 * `gatehouse logs` and `gatehouse rollback` on one deployed stack. The tests depend on their order. ROUNDS repeats
 * the way back and forth under load.
 */

const SHOP = "shop.localhost";
const CHAT = "chat.localhost";
const ROUNDS = Number(process.env.ROUNDS ?? 1);
let project: Project;
let images: { v1: string; v2: string };

const gatehouse = (...args: string[]) => project.run("node", ["exports/gatehouse.js", ...args]);

/** Writes the program: a service to release, and one that logs its requests. */
function declare({ image = "v1", greeting = "one" }: { image?: "v1" | "v2"; greeting?: string }) {
  const { network, labelPrefix, httpPort, httpsPort } = project;
  const proxy = { image: { reference: project.images.caddy }, labelPrefix, httpPort, httpsPort };
  const environment = { GREETING: greeting };
  const shop = { image: images[image], port: 8080, hosts: [SHOP], environment, drain: 1 };
  const verbose = { image: project.images.whoami, port: 80, command: ["--verbose"] };
  const chat = { ...verbose, hosts: [CHAT], environment, drain: 1 };
  project.write(
    "main.cjs",
    `const { CaddyProxy, ProxiedService, ProxyNetwork } = require("gatehouse");
     module.exports = () => {
       const network = new ProxyNetwork("net", { networkName: ${JSON.stringify(network)} });
       const entry = new CaddyProxy("caddy", { network, accessLog: {}, ...${JSON.stringify(proxy)} });
       new ProxiedService("shop", { entry, ...${JSON.stringify(shop)} });
       new ProxiedService("chat", { entry, ...${JSON.stringify(chat)} });
     };`,
  );
}

/** Orders shown lines by the containers that wrote them. */
const byContainer = (one: string, other: string) => (one.slice(12) < other.slice(12) ? -1 : 1);

const ask = (host: string, path = "/") => visit({ port: project.httpsPort, host, path });

async function environmentOfShop(): Promise<string> {
  const filter = ["--filter", `network=${project.network}`, "--filter", "name=shop-"];
  const id = await docker("ps", ...filter, "--format", "{{.ID}}");
  return docker("inspect", "--format", "{{.Config.Env}}", id);
}

async function succeeded(...args: string[]): Promise<string> {
  const { code, output } = await gatehouse(...args);
  if (code !== 0) throw new Error(output);
  return output;
}

/** Follows the logs of a service; `until` waits until what it printed matches. */
function follow(service: string) {
  const args = ["exports/gatehouse.js", "logs", "-f", "--tail", "0", service];
  const child = spawn("node", args, { cwd: project.dir, env: cleanEnvironment() });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => {
      printed += text;
    });
  }
  const ended = new Promise<number | null>((done) => child.on("close", done));
  return {
    async until(pattern: RegExp, act: () => Promise<unknown>): Promise<string> {
      while (!pattern.test(printed) && child.exitCode === null) {
        await act();
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      return printed;
    },
    async interrupt() {
      child.kill("SIGINT");
      return { code: await ended, printed };
    },
  };
}

beforeAll(async () => {
  images = await serviceImage();
  project = await createProject();
  project.configure({ network: project.network });
  declare({});
  await succeeded("up");
});

afterAll(() => project.remove());

test("logs shows the lines of a service and of the proxy for it, in order of time", async () => {
  for (const path of ["/first", "/second"]) await ask(CHAT, path);
  await ask(SHOP, "/other");

  const lines = (await succeeded("logs", "chat")).trimEnd().split("\n");
  const objects = (await succeeded("logs", "chat", "--json")).trimEnd().split("\n");

  const shown = lines.filter((line) => /first|second|other/.test(line));
  // A service may log a request before or after the proxy does.
  expect([shown.slice(0, 2).sort(byContainer), shown.slice(2).sort(byContainer)]).toEqual(
    ["first", "second"].map((path) => [
      expect.stringMatching(
        new RegExp(
          `^\\d\\d:\\d\\d:\\d\\d\\.\\d{3} caddy-\\w{7} +\\| GET ${CHAT}/${path} from \\S+ -> 200 in .* ms`,
        ),
      ),
      expect.stringMatching(new RegExp(` chat-\\w{7} +\\| .*GET /${path} `)),
    ]),
  );
  const times = objects.map((line) => JSON.parse(line).time);
  expect(times).toEqual(times.toSorted());
});

test("logs -f goes on with the containers of a new release, and ends with 130", async () => {
  const log = follow("chat");
  const before = await log.until(/ chat-\w{7}.*GET/, () => ask(CHAT));
  const [, old = ""] = / (chat-\w{7})/.exec(before) ?? [];
  declare({ image: "v2", greeting: "two" });

  const released = await gatehouse("up");
  const after = await log.until(new RegExp(` (?!${old})chat-\\w{7} .*GET /new`), () =>
    ask(CHAT, "/new"),
  );
  const { code } = await log.interrupt();

  expect(released.code, released.output).toBe(0);
  expect(after).toMatch(/ caddy-\w{7} +\| GET chat\.localhost\/new/);
  expect(code).toBe(130);
});

test("rollback brings back the release of before, under load, and says how to keep it", async () => {
  const load = startLoad({ port: project.httpsPort, host: SHOP });
  await load.until(500);

  let { code, output } = await gatehouse("rollback", "shop");
  for (let round = 1; round < ROUNDS; round += 1) {
    await succeeded("rollback", "--clear", "shop");
    ({ code, output } = await gatehouse("rollback", "shop"));
  }
  await load.more(500);
  const { failed, requests, versions } = await load.stop();

  console.log(`${2 * ROUNDS - 1} updates, ${requests} requests, ${failed.length} lost`);
  expect(code, output).toBe(0);
  expect(failed).toEqual([]);
  expect(versions.v2).toBeGreaterThan(0);
  expect((await ask(SHOP)).body).toMatch(/^v1 /);
  expect(await environmentOfShop()).toContain("GREETING=one");
  expect(output).toContain(`shop is back at image ${images.v1}, which took over at`);
  expect(output).toContain(
    `In the program, write image: "${images.v1}", and environment.GREETING as before. Then:`,
  );
  expect(project.read("Pulumi.dev.yaml")).toContain("gatehouse:releases:");
  const { output: state } = await project.pulumi("stack", "export", "--stack", "dev");
  expect(state).toContain('"earlier"');
  expect(state).not.toContain("environment.GREETING");
});

test("the pin stays, and each preview shows it", async () => {
  const { code, output } = await gatehouse("preview", "--expect-no-changes");

  expect(code, output).toBe(0);
  expect(output).toContain('gatehouse:releases of stack "dev" pins its release to image ');
});

test("rollback refuses a service without a release before, and one that does not exist", async () => {
  const twice = await gatehouse("rollback", "shop");
  const ghost = await gatehouse("rollback", "shap");

  expect([twice.code, ghost.code]).toEqual([1, 2]);
  expect(twice.output).toContain('service "shop" has no release before this one');
  expect(ghost.output).toContain('stack "dev" has no service "shap". Did you mean shop?');
});

test("rollback --clear deploys the release of the program again", async () => {
  const output = await succeeded("rollback", "--clear", "shop");

  expect(output).toContain("shop has the release of the program again.");
  expect((await ask(SHOP)).body).toMatch(/^v2 /);
  expect(await environmentOfShop()).toContain("GREETING=two");
  expect(project.read("Pulumi.dev.yaml")).not.toContain("releases");
});

test("a pin of a service that the program lacks is refused", async () => {
  project.configure({ releases: { ghost: { image: "shop:1" } } });

  const { code, output } = await gatehouse("preview");

  expect(code).toBe(1);
  expect(output).toContain(
    "Pulumi.dev.yaml: gatehouse:releases.ghost names no ProxiedService or ProxiedTcp of the program. Its services: chat, shop.",
  );
});
