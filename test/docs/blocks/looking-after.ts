import { createColors } from "picocolors";
import { ok } from "../../../components/command/doctor/finding";
import { reportText } from "../../../components/command/doctor/report";
import { checkRunning } from "../../../components/command/doctor/served";
import { checkCli, checkNode } from "../../../components/command/doctor/tools";
import type { ComponentStatus, StackStatus } from "../../../components/command/status/model";
import { statusText } from "../../../components/command/status/table";

/* The stack that docs/looking-after.md shows. */

const NOW = Date.parse("2026-11-27T12:00:00Z");
const hours = (count: number) => new Date(NOW + count * 3_600_000).toISOString();
const colours = createColors(false);

/** A component without faults, which was released twelve days ago. */
const component = (kind: string, name: string, more: Partial<ComponentStatus>) => ({
  ...{ kind, name, docker: "unix:///var/run/docker.sock", reached: true, urls: [] },
  ...{ released: hours(-12 * 24), faults: [], drift: [], problems: [] },
  ...more,
});
const certificate = (host: string) => [{ host, from: hours(-1), until: hours(11.1) }];
const health = (healthy: number, wanted: number) => ({ health: { healthy, wanted } });
const slow = {
  ...{ name: "latency_downstream", type: "latency", stream: "downstream", toxicity: 1 },
  attributes: { latency: 400, jitter: 0 },
};

const stack: StackStatus = {
  ...{ stack: "dev", project: "shop", written: hours(-3), problems: [], unknown: [] },
  components: [
    component("StaticSite", "hello", {
      ...{ urls: ["https://hello.localhost"], answers: true, released: hours(-3) },
      certificates: certificate("hello.localhost"),
    }),
    component("ProxiedTcp", "db", {
      ...{ urls: ["127.0.0.1:5432"], image: "postgres:17", ...health(1, 1) },
    }),
    component("ProxiedService", "shop", {
      ...{ urls: ["https://shop.localhost"], image: "registry.example.com/shop:1.4" },
      ...{ ...health(1, 2), released: hours(-0.25), certificates: certificate("shop.localhost") },
      faults: [{ path: "shop", down: false, toxics: [slow] }],
      drift: ["container shop-2-6bc122b is stopped"],
    }),
    component("CaddyProxy", "caddy", {
      ...{ urls: ["127.0.0.1:443"], image: "caddy:2.13.1", ...health(2, 2) },
    }),
    component("Toxiproxy", "toxiproxy", { image: "toxiproxy:2.12.0", ...health(1, 1) }),
  ],
};

/** What `gatehouse status` prints of it. */
export const status = () => statusText(stack, { colours, now: NOW, pulumi: "npx pulumi" });

/** What `gatehouse doctor` prints of it: of the chapters, the first and the last. */
export function doctor(): string {
  const served = [
    ok("routes", "3 URLs answer"),
    ok("DNS", "6 hosts lead to the entry point"),
    ok("configuration", "caddy has loaded its last one"),
    ok("certificates", "6 valid, the first one for 11 h"),
  ];
  const running = checkRunning(stack, "npx pulumi up --refresh --stack dev");
  const tools = [checkNode("22.1.0"), checkCli("v3.259.0", "3.248.0")];
  return reportText(
    [
      { about: "This machine", findings: tools },
      { about: "What the stack serves", findings: [...running, ...served] },
    ],
    colours,
  );
}
