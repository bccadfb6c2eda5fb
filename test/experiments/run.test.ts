import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { AppliedFault } from "../../components/experiments/disturbance";
import { startLoad } from "../../components/experiments/load";
import { eventsOf, type Plan, run } from "../../components/experiments/run";
import { reasons } from "../../components/experiments/statistics";
import type { Target } from "../../components/experiments/target";
import { parse } from "./experiment";

// More clients and time than the slowest machine needs.
const settings = { requestsPerSecond: 100, clients: 1_000, timeout: 60_000, method: "GET" };

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A service on this machine, over plain http. */
async function serve(listener: RequestListener): Promise<Target> {
  server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const host = "shop.localhost";
  return { address: "127.0.0.1", port, hostname: host, host, path: "/a?b=c", secure: false };
}

const until = async (reached: () => boolean) => {
  while (!reached()) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe("a load", () => {
  test("sends the configured requests, and records each one", async () => {
    const seen = new Set<string>();
    const target = await serve(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      seen.add(`${request.method} ${request.headers.host}${request.url} ${body}`);
      response.end("ok");
    });
    const load = startLoad(target, { ...settings, method: "POST", body: "käse" });
    await until(() => load.samples.length >= 10);
    await load.stop();
    const { length } = load.samples;

    expect([...seen]).toEqual(["POST shop.localhost/a?b=c käse"]);
    expect(reasons(load.samples)).toEqual({});
    for (const { start, duration } of load.samples) {
      expect(start).toBeGreaterThan(0);
      expect(duration).toBeGreaterThan(0);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(load.samples).toHaveLength(length);
  });

  test("distinguishes refused connections from bad, broken and missing answers", async () => {
    const answers: RequestListener[] = [
      (_, response) => response.writeHead(503).end(),
      (_, response) => response.writeHead(302).end(),
      (_, response) => {
        response.writeHead(200, { "Content-Length": 10 }).write("half");
        setTimeout(() => response.destroy(), 10);
      },
      () => undefined,
    ];
    let asked = 0;
    const target = await serve((request, response) => answers[asked++ % 4]?.(request, response));
    const load = startLoad(target, { ...settings, timeout: 300 });
    await until(() => asked >= 8);
    await load.stop();

    expect(new Set(Object.keys(reasons(load.samples)))).toEqual(
      new Set(["status 503", "ECONNRESET", "no answer within 300 ms"]),
    );
    const refused = startLoad({ ...target, port: 1 }, settings);
    await until(() => refused.samples.length > 0);
    await refused.stop();
    expect(Object.keys(reasons(refused.samples))).toEqual(["ECONNREFUSED"]);
  });

  test("has at most one open request per client, and counts those that it could not send", async () => {
    let open = 0;
    let most = 0;
    const target = await serve((_, response) => {
      most = Math.max(most, ++open);
      response.on("close", () => open--);
    });
    const load = startLoad(target, { ...settings, clients: 3, timeout: 300 });
    await until(() => load.samples.length >= 10);
    await load.stop();

    expect(most).toBe(3);
    expect(reasons(load.samples)).toHaveProperty("no client was free");
  });

  test("never goes to another machine", () => {
    const target = {
      address: "192.0.2.1",
      port: 80,
      hostname: "a",
      host: "a",
      path: "/",
      secure: false,
    };

    expect(() => startLoad(target, settings)).toThrow("192.0.2.1 is not on this machine");
  });
});

test("events are sorted by time; at one moment ends come first, those of later faults before others", () => {
  const fault = (from: number, to: number) => ({ from, to, down: true as const });
  const order = eventsOf([fault(0, 20), fault(0, 20), fault(10, 15), fault(20, 30)]);

  expect(order.map(({ at, number, begins }) => `${at} ${begins ? "+" : "-"}${number}`)).toEqual([
    "0 +0",
    "0 +1",
    "10 +2",
    "15 -2",
    "20 -1",
    "20 -0",
    "20 +3",
    "30 -3",
  ]);
});

describe("a run", () => {
  /** Records the calls to the keeper, and whether the service is cut. */
  function surroundings(fail?: Error) {
    const calls: string[] = [];
    const lines: string[] = [];
    const controller = new AbortController();
    const state = { down: false };
    const keeper = {
      async apply({ number, toxic }: AppliedFault) {
        calls.push(`apply ${number} ${toxic?.type ?? "down"}`);
        if (fail) throw fail;
        state.down = toxic === undefined;
      },
      async lift(number: number) {
        calls.push(`lift ${number}`);
        state.down = false;
      },
      async end() {
        calls.push("end");
      },
    };
    const tell = (line: string) => void lines.push(line);
    return { calls, lines, state, controller, keeper, tell, tick: tell, signal: controller.signal };
  }

  const { experiment } = parse();
  const short = {
    ...experiment,
    load: settings,
    steadyState: { for: 200, successRate: 0.99 },
    duration: 500,
    after: 200,
  };
  const schedule = [
    { from: 50, to: 150, toxic: { latency: { latency: "1ms" } } },
    { from: 200, to: 400, down: true as const },
  ];
  const plan = async (state: { down: boolean }): Promise<Plan> => ({
    experiment: short,
    schedule,
    target: await serve((_, response) => response.writeHead(state.down ? 502 : 200).end()),
  });

  test("applies the faults at their times, lifts them, and ends", async () => {
    const around = surroundings();
    const observed = await run(await plan(around.state), around);
    const { faults, faultsFrom = 0, end } = observed;

    expect(around.calls).toEqual(["apply 0 latency", "lift 0", "apply 1 down", "lift 1", "end"]);
    expect(observed).toMatchObject({
      interrupted: false,
      faults: schedule.map(({ to, from, ...kind }) => kind),
    });
    expect(faultsFrom).toBeGreaterThanOrEqual(200);
    expect(end - faultsFrom).toBeGreaterThanOrEqual(700);
    for (const [index, { from, to }] of faults.entries()) {
      expect(from - faultsFrom).toBeGreaterThanOrEqual(schedule[index]?.from ?? 0);
      expect(to - faultsFrom).toBeGreaterThanOrEqual(schedule[index]?.to ?? 0);
    }
    expect(around.lines.join("\n")).toMatch(
      /s {2}fault 2: down: connections are refused, for 200 ms$/m,
    );
    expect(Object.keys(reasons(observed.samples))).toEqual(["status 502"]);
  });

  test("disturbs nothing when the service is not in its steady state", async () => {
    const around = surroundings();
    const observed = await run(await plan({ down: true }), around);

    expect(around.calls).toEqual(["end"]);
    expect(observed).toMatchObject({ faultsFrom: undefined, faults: [], interrupted: false });
  });

  test("ends at once when it is stopped, and records the fault in force", async () => {
    const around = surroundings();
    const running = run(await plan(around.state), around);
    await until(() => around.calls.includes("apply 1 down"));
    around.controller.abort();
    const observed = await running;

    expect(around.calls.slice(2)).toEqual(["apply 1 down", "end"]);
    expect(observed).toMatchObject({
      interrupted: true,
      faults: [{}, { down: true, to: observed.end }],
    });
  });

  test("undoes everything when a fault can't be applied, and fails with the reason", async () => {
    const around = surroundings(new Error("Toxiproxy is gone"));

    await expect(run(await plan(around.state), around)).rejects.toThrow("Toxiproxy is gone");
    expect(around.calls).toEqual(["apply 0 latency", "end"]);
  });
});
