import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { poll } from "../../components/docker/poll";
import { IMAGE_MODULES } from "../../components/labels";
import { docker } from "./support/docker";
import { visit } from "./support/http";
import { type Load, startLoad } from "./support/load";
import { freePorts } from "./support/ports";
import { createProgram, type ProgramProject } from "./support/program";
import { prometheusImage } from "./support/prometheus";
import { serviceImage } from "./support/service";

/*
 * The scrape configuration, the alerts and the dashboard of docs/monitoring, at a real Prometheus behind an
 * entry point under load. It scrapes each second.
 */

const FOLDER = join(__dirname, "../../docs/monitoring");
const read = (name: string) => readFileSync(join(FOLDER, name), "utf8");

let project: ProgramProject;
let image: string;
let load: Load;
let ended = false;
let failing: Promise<unknown>;

interface Panel {
  readonly title: string;
  readonly targets: readonly { readonly expr: string }[];
}

const dashboard = JSON.parse(read("grafana.json")) as {
  readonly panels: readonly Panel[];
  readonly annotations: { readonly list: readonly { readonly expr: string }[] };
};

beforeAll(async () => {
  const [created, built, { v1 }, [closed]] = await Promise.all([
    createProgram(),
    prometheusImage(),
    serviceImage(),
    freePorts(),
  ]);
  [project, image] = [created, built];
  project.program(programOf(v1, closed));
  const { code, output } = await project.up();
  if (code !== 0) throw new Error(output);
  load = startLoad({ port: project.httpsPort, host: "shop.localhost" });
});

afterAll(async () => {
  ended = true;
  await failing;
  await load?.stop();
  await project.remove();
});

/** Sends requests to the server that is not there, which fail after the 5 seconds of Caddy's retries. */
async function askForGone(): Promise<void> {
  while (!ended) await visit({ port: project.httpsPort, host: "gone.localhost" });
}

/** A service with two replicas, a server that is not there, and Prometheus. */
function programOf(service: string, closed: number): string {
  const { id, network, labelPrefix, httpPort, httpsPort, images } = project;
  const proxy = {
    image: { reference: images.caddy, modules: IMAGE_MODULES },
    ...{ labelPrefix, httpPort, httpsPort, containerName: `caddy-${id}` },
    metrics: { perHost: true, certificates: true },
  };
  const configuration = read("prometheus.yml")
    .replace("caddy-docker-proxy:", `caddy-${id}:`)
    .replaceAll("15s", "1s");
  const files = {
    "/etc/prometheus/prometheus.yml": { content: configuration },
    "/etc/prometheus/alerts.yml": { content: read("alerts.yml") },
  };
  return `
    const { CaddyProxy, ProxiedService, ProxiedUpstream, ProxyNetwork } = gatehouse;
    const network = new ProxyNetwork("net", { networkName: ${JSON.stringify(network)} });
    const entry = new CaddyProxy("caddy", { network, ...${JSON.stringify(proxy)} });
    new ProxiedService("shop", {
      entry, image: ${JSON.stringify(service)}, port: 8080, hosts: ["shop.localhost"], replicas: 2,
    });
    new ProxiedUpstream("gone", {
      entry, hosts: ["gone.localhost"], to: [{ url: "http://host.docker.internal:${closed}" }],
      health: { path: "/", interval: "1s" }, mayBeDown: true,
    });
    new ProxiedService("prometheus", {
      entry, image: ${JSON.stringify(image)}, port: 9090, hosts: ["prometheus.localhost"],
      health: { path: "/-/ready" }, files: ${JSON.stringify(files)},
      volumes: [{ source: "data", target: "/prometheus" }],
    });`;
}

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** The answer of Prometheus's API, through the entry point. */
async function api<Data>(path: string): Promise<Data> {
  const { httpsPort: port } = project;
  const { status, body } = await visit({ port, host: "prometheus.localhost", path });
  if (status !== 200) throw new Error(`${status} ${body} for ${path}`);
  return JSON.parse(body).data;
}

/** The series of a query of the dashboard, with Grafana's variables replaced. */
async function series(expr: string): Promise<readonly Sample[]> {
  const query = expr.replace(/\$__(rate_)?interval/g, "10s").replaceAll("$host", ".*");
  const { result } = await api<{ result: Sample[] }>(
    `/api/v1/query?${new URLSearchParams({ query })}`,
  );
  return result;
}

/** The values of a query by a label. */
async function valuesBy(label: string, expr: string): Promise<Record<string, number>> {
  const found = await series(expr);
  return Object.fromEntries(found.map(({ metric, value }) => [metric[label], Number(value[1])]));
}

const exprOf = (title: string) =>
  dashboard.panels.find((panel) => panel.title === title)?.targets[0]?.expr ?? "";

test("promtool accepts the files, and the alerts pass their own tests", async () => {
  const promtool = (...args: string[]) =>
    docker(
      ...["run", "--rm", "--network", "none", "--tmpfs", "/tmp", "--workdir", "/rules"],
      ...["--volume", `${FOLDER}:/rules:ro`, "--entrypoint", "/bin/promtool", image, ...args],
    );

  expect(await promtool("check", "config", "prometheus.yml")).toContain("SUCCESS: 1 rule files");
  expect(await promtool("test", "rules", "alerts.test.yml")).toMatch(/^\s*SUCCESS$/m);
});

describe("a Prometheus behind the entry point", () => {
  beforeAll(async () => {
    await load.more(200);
    failing = Promise.all(Array.from({ length: 5 }, askForGone));
    // Caddy looks at its upstreams every 10 seconds.
    const seen = async () => {
      const { "shop/1": shop, ...others } = await valuesBy("upstream", exprOf("Upstreams"));
      const { "gone.localhost": errors } = await valuesBy("host", exprOf("Errors by host"));
      return shop === 1 && errors === 1 && Object.values(others).includes(0) ? true : undefined;
    };
    expect(await poll(seen, { interval: 500, timeout: 30_000 })).toBe(true);
  });

  test("reads the metrics, and evaluates each alert without an error", async () => {
    const { activeTargets } = await api<{ activeTargets: { health: string }[] }>(
      "/api/v1/targets?state=active",
    );
    const { groups } = await api<{ groups: { rules: { name: string; health: string }[] }[] }>(
      "/api/v1/rules",
    );

    expect(activeTargets.map(({ health }) => health)).toEqual(["up"]);
    expect(groups.flatMap(({ rules }) => rules.filter(({ health }) => health !== "ok"))).toEqual(
      [],
    );
    expect(groups[0]?.rules).toHaveLength(6);
  });

  test.each(
    dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr }))),
  )("has data for the dashboard's panel $title: $expr", async ({ expr }) => {
    const found = await series(expr);

    // A host without requests has no share of errors.
    expect(found.filter(({ value }) => value[1] !== "NaN")).not.toEqual([]);
  });

  test("evaluates the dashboard's annotations", async () => {
    for (const { expr } of dashboard.annotations.list) await series(expr);
  });

  test("tells a host that fails from one that works, and names upstreams by service", async () => {
    const requests = await valuesBy("host", exprOf("Requests by host"));
    expect(requests["shop.localhost"]).toBeGreaterThan(1);
    expect(await valuesBy("host", exprOf("Errors by host"))).toMatchObject({
      "gone.localhost": 1,
    });
    expect(await valuesBy("upstream", exprOf("Upstreams"))).toMatchObject({
      "shop/1": 1,
      "shop/2": 1,
      "prometheus/1": 1,
    });
    const [hours] = Object.values(await valuesBy("", exprOf("First certificate to expire")));
    expect(hours).toBeGreaterThan(11 * 3600);
    expect(hours).toBeLessThan(12 * 3600);
  });
});
