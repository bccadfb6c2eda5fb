import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answers } from "./routes/answers";
import { matchers } from "./routes/matchers";
import type * as programs from "./routes/program";
import { balanced, proxying } from "./routes/proxying";
import { rewriting } from "./routes/rewriting";
import type { Route, Seen, Sent } from "./routes/route";
import { serving } from "./routes/serving";
import { docker } from "./support/docker";
import { type Reply, untilCertified, visit } from "./support/http";
import { startLoad } from "./support/load";
import { createProject, type Outcome, type Project } from "./support/project";

/* Deploys every family of matchers and directives with one `pulumi up`, and sends requests over https. */

let project: Project;
let up: Outcome;

beforeAll(async () => {
  project = await createProject();
  declare("declareRoutes");
  await project.pulumi("stack", "select", "--create", "dev");
  up = await project.pulumi("up", "--stack", "dev", "--yes", "--skip-preview");
  if (up.code !== 0) throw new Error(up.output);
  const sites = [...routes.map(({ site }) => site), ...balanced];
  const hosts = sites.map(({ addresses }) => String(addresses[0]));
  for (const host of hosts.filter((each) => !each.startsWith("http://"))) {
    await untilCertified(project.httpsPort, host.replace("*", "any"));
  }
});

afterAll(() => project.remove());

const routes = [...matchers, ...answers, ...serving, ...rewriting, ...proxying];

/** Makes a function of routes/program.ts the project's program. */
function declare(program: keyof typeof programs): void {
  const { network, labelPrefix, httpPort, httpsPort, images } = project;
  const place = JSON.stringify({ network, labelPrefix, httpPort, httpsPort, images });
  project.write(
    "main.cjs",
    `require("gatehouse/typescript");
     const { ${program} } = require("./test/engine/routes/program");
     module.exports = () => ${program}(${place});`,
  );
}

test("one pulumi up deploys them all", () => {
  expect(up.output).not.toMatch(/error|warning/i);
  expect(up.code).toBe(0);
});

test("the next preview shows no change", async () => {
  const preview = await project.pulumi("preview", "--stack", "dev", "--expect-no-changes");

  expect(preview.output).toMatch(/\d+ unchanged/);
  expect(preview.code).toBe(0);
});

describe.each([
  ["matchers", matchers],
  ["answers", answers],
  ["serving", serving],
  ["rewriting", rewriting],
  ["proxying", proxying],
])("%s", (_, family) => {
  test.each(family.map((route) => [route.title, route] as const))("%s", async (_, route) => {
    for (const [sent, seen] of route.visits) await check(route, sent, seen);
  });
});

async function check({ site }: Route, sent: Sent, seen: Seen): Promise<void> {
  const { httpPort, httpsPort } = project;
  const host = String(site.addresses[0]).replace("http://", "");
  const port = sent.plain ? httpPort : httpsPort;
  const asked = visit({ port, host, ...sent });
  if (seen.fails !== undefined) {
    await expect(asked).rejects.toThrow(seen.fails);
    return;
  }
  const { status, headers, body } = await asked;
  if (seen.status !== undefined) expect(status).toBe(seen.status);
  if (seen.body !== undefined) expect(body).toMatch(seen.body);
  if (seen.lacks !== undefined) expect(body).not.toMatch(seen.lacks);
  for (const [field, value] of Object.entries(seen.headers ?? {})) {
    if (value === undefined) expect(headers).not.toHaveProperty(field);
    else expect(headers[field]).toMatch(value);
  }
}

describe("load balancing", () => {
  const hostname = ({ body }: Reply) => /^Hostname: (\S+)/m.exec(body)?.[1];
  const ask = async (host: string, headers = {}) =>
    visit({ port: project.httpsPort, host, headers });

  test("round_robin alternates between the replicas", async () => {
    const replies = [];
    for (let turn = 0; turn < 4; turn++) replies.push(hostname(await ask("round-robin.localhost")));

    const [first, second] = replies;
    expect(replies).toEqual([first, second, first, second]);
    expect(first).not.toBe(second);
  });

  test("a cookie keeps a client with its replica", async () => {
    const first = await ask("sticky.localhost");
    const cookie = String(first.headers["set-cookie"]).split(";")[0] ?? "";
    const later = [];
    for (let turn = 0; turn < 4; turn++) {
      later.push(hostname(await ask("sticky.localhost", { Cookie: cookie })));
    }

    expect(cookie).toMatch(/^seat=/);
    expect(new Set(later)).toEqual(new Set([hostname(first)]));
  });
});

test("the access log has requests with the added field, except the skipped ones", async () => {
  const { output } = await project.pulumi("stack", "output", "proxy", "--stack", "dev");

  const log = await docker("logs", output.trim());

  expect(log).toContain('"flavour":"/cone"');
  expect(log).not.toContain('"uri":"/silent"');
});

describe("a preview", () => {
  const preview = () => project.pulumi("preview", "--stack", "dev");

  test("refuses a directive whose module the declared image lacks, in one message", async () => {
    declare("declareWithoutModule");
    const { code, output } = await preview();

    expect(code).not.toBe(0);
    expect(output).toContain(
      'ProxiedService "shop": site "a.localhost": bounded_cache needs the module ' +
        "http.handlers.bounded_cache, which the proxy's image lacks. Take an image that has it, such " +
        "as a BuiltCaddyImage (http.handlers.cache alone has no bounds), and list it among the " +
        'proxy\'s modules: ["http.handlers.bounded_cache"].',
    );
    expect(output).not.toMatch(/^\s+at /m);
  });

  test("and an update refuse a global option whose module the image lacks, without a lost request", async () => {
    const running = () =>
      docker("ps", "--no-trunc", "--quiet", "--filter", `network=${project.network}`);
    const before = await running();
    declare("declareForeignProxies");
    const load = startLoad({ port: project.httpsPort, host: "round-robin.localhost" });
    const outcomes = [
      await preview(),
      await project.pulumi("up", "--stack", "dev", "--yes", "--skip-preview"),
    ];
    const { requests, failed } = await load.stop();

    for (const { code, output } of outcomes) {
      expect(code).not.toBe(0);
      expect(output).toContain(
        'CaddyProxy "caddy": global option.servers.trusted_proxies needs the module ' +
          "http.ip_sources.cloudflare, which the proxy's image lacks; of http.ip_sources it has " +
          "static. Take an image that has it, and list it among the proxy's modules: " +
          '["http.ip_sources.cloudflare"].',
      );
      expect(output).not.toMatch(/^\s+at /m);
    }
    expect({ failed, after: await running() }).toEqual({ failed: [], after: before });
    expect(requests).toBeGreaterThan(0);
  });

  test("refuses a host that two services claim, with both names", async () => {
    declare("declareHostTwice");
    const { code, output } = await preview();

    expect(code).not.toBe(0);
    expect(output).toMatch(
      /ProxiedService "blog": containers "shop" and "blog": site "a\.localhost" has .* claimed by both/,
    );
    expect(output).not.toMatch(/^\s+at /m);
  });
});
