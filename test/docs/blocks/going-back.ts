import * as pulumi from "@pulumi/pulumi";
import { Shower } from "../../../components/command/logs/show";
import type { Plan } from "../../../components/command/rollback/plan";
import { rolledBackText } from "../../../components/command/rollback/report";
import { pinText } from "../../../components/service/pins";

/* The logs and the rollback that docs/looking-after.md shows. */

/** A time of the 27th of November on this machine. */
const at = (...clock: [number, number, number, number]) =>
  new Date(2026, 10, 27, ...clock).toISOString();

/** What `gatehouse logs` prints: a line of the service, and one of the proxy about it. */
export function logs(): string {
  const request = { remote_ip: "192.168.144.1", method: "GET", host: "chat.localhost" };
  const entry = {
    ...{ level: "info", ts: 0, logger: "http.log.access.log0", msg: "handled request" },
    ...{ request: { ...request, uri: "/first" }, status: 200, duration: 0.026, size: 295 },
  };
  const sources = ["chat-621c0fb", "caddy-eb704cf", "caddy-controller-1f6b0d2"];
  const shower = new Shower({ colours: false, json: false }, sources);
  const [service = "", proxy = ""] = sources;
  const text = "2026/11/27 13:51:33 192.168.144.4:57450 GET /first HTTP/1.1";
  const now = new Date(2026, 10, 27, 14).getTime();
  return [
    { stamp: at(13, 51, 33, 453), source: service, proxy: false, text },
    { stamp: at(13, 51, 33, 454), source: proxy, proxy: true, text: JSON.stringify(entry) },
  ]
    .map((line) => shower.text(line, now))
    .join("");
}

/** What `gatehouse rollback` prints at its end. */
export function rolledBack(): string {
  const since = new Date();
  since.setHours(10, 2, 17, 0);
  const image = "ghcr.io/example/shop:1.4.1";
  const plan = {
    service: { name: "shop" },
    now: { image: "ghcr.io/example/shop:1.4.2" },
    before: { image, since: since.toISOString() },
  } as unknown as Plan;
  const pinned = { image: `${image}@sha256:3f2a`, options: ["environment.GREETING"] };
  return rolledBackText(plan, pinned, "prod").trimStart();
}

/** What a preview prints of a pinned service. */
export function pinned(): string {
  const image = `ghcr.io/example/shop@sha256:${"3f2a".repeat(16)}`;
  const before = pulumi.runtime.allConfig();
  pulumi.runtime.setConfig("gatehouse:releases", JSON.stringify({ shop: { image } }));
  try {
    return pinText("shop") ?? "";
  } finally {
    pulumi.runtime.setAllConfig(before);
  }
}
