import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { parseExperiment, readExperiment, readyMade } from "../../components/experiments";
import { LEAST, parse } from "./experiment";

const folder = resolve(__dirname, "../../experiments");
const shown = (file: string) => file;

describe("an experiment's file", () => {
  test("gets the defaults, with times in milliseconds and shares from 0 to 1", () => {
    expect(parse()).toEqual({
      declared: LEAST,
      experiment: {
        name: "least",
        description: "The least there is.",
        load: { requestsPerSecond: 20, clients: 50, timeout: 5_000, method: "GET" },
        steadyState: { for: 5_000, successRate: 0.99 },
        duration: 10_000,
        faults: [{ at: 1_000, for: 2_000, down: true }],
        after: 5_000,
        objectives: { recovery: 1_000 },
      },
    });
  });

  test("may be YAML, with a toxic in the form of a service's", () => {
    const text = `
      name: slow
      description: Slow.   # YAML has comments.
      load: { requestsPerSecond: 5, method: POST, path: /cart, body: "{}" }
      steadyState: { for: 2s, p50: 20ms, p99: 1.5s, successRate: 99.5% }
      duration: 1m
      faults:
        - at: 0s
          for: 30s
          toxic: { latency: { latency: 200ms }, stream: upstream, toxicity: 0.5 }
      objectives: { duringFaults: { p50: 300ms }, overall: { successRate: 100% } }
    `;

    expect(parseExperiment(text, "slow.yaml").experiment).toMatchObject({
      load: { requestsPerSecond: 5, method: "POST", path: "/cart", body: "{}" },
      steadyState: { for: 2_000, p50: 20, p99: 1_500, successRate: 0.995 },
      duration: 60_000,
      faults: [
        { toxic: { latency: { latency: "200ms" }, stream: "upstream", toxicity: 0.5 }, at: 0 },
      ],
      objectives: { duringFaults: { p50: 300 }, overall: { successRate: 1 } },
    });
  });

  test("is refused with all its mistakes at once", () => {
    const text = `
      name: Bad Name
      load: { clients: 0, rps: 3, timeout: 5 }
      duration: soon
      faults:
        - { at: 1s, for: 2, toxic: { latency: { latency: 200 } } }
        - { at: 1s, for: 2s }
        - { at: 1s, for: 2s, toxic: { name: x, bandwidth: { rte: 1KB/s } }, down: true }
        - { at: 1s, for: 2s, down: false }
      objectives: { overall: { successRate: 0.99, p90: 1s } }
    `;

    expect(() => parseExperiment(text, "bad.yaml")).toThrow(
      message(
        "bad.yaml: 16 problems",
        '  - line 2: name must be lower-case words with "-" between, such as "slow-dependency", got "Bad Name".',
        "  - description must be a string of one line, got nothing.",
        "  - line 3: load.clients must be an integer from 1 to 200, got 0.",
        '  - line 3: load.timeout must be a duration of whole milliseconds with its unit, such as "5s", from 100ms to 1m, got 5.',
        "  - line 3: load.rps is not a setting of the load. Known: body, clients, method, path, requestsPerSecond, timeout.",
        '  - line 4: duration must be a duration of whole milliseconds with its unit, such as "5s", from 1s to 1h, got "soon".',
        '  - line 6: faults[0].for must be a duration of whole milliseconds with its unit, such as "5s", from 100ms to 1h, got 2.',
        '  - line 6: faults[0].toxic.latency.latency must be a duration of whole milliseconds with its unit, such as "200ms", up to 1h, got 200.',
        '  - line 7: faults[1] must have either toxic or down: true, got {"at":"1s","for":"2s"}.',
        '  - line 8: faults[2] must have either toxic or down: true, got {"at":"1s","for":"2s","toxic":{"name":"x","bandwidth":{"rte":"1KB/s"}},"down":true}.',
        '  - line 8: faults[2].toxic.name is chosen by the experiment; leave it out, got "x".',
        '  - line 8: faults[2].toxic.bandwidth.rate must be a rate of whole KB/s (KB = 1000 B), such as "50KB/s" or "1.5MB/s", from 1KB/s to 1000MB/s: at 0, or without it, nothing ever passes, and a negative one kills the server, got nothing.',
        "  - line 8: faults[2].toxic.bandwidth.rte is not a setting of bandwidth. Did you mean rate? Known: rate.",
        "  - line 9: faults[3].down must be true, or left out, got false.",
        '  - line 10: objectives.overall.successRate must be a share such as "99%" or "99.5%", from 0% to 100%, got 0.99.',
        "  - line 10: objectives.overall.p90 is not an objective. Did you mean p50 or p99? Known: p50, p99, successRate.",
      ),
    );
  });

  test("is refused when its properties contradict each other", () => {
    const faults = [
      { at: "1s", for: "8s", down: true },
      { at: "8s", for: "3s", down: true },
    ];
    const randomFaults = {
      gap: { from: "1s", to: "6s" },
      length: { from: "1s", to: "5s" },
      kinds: [{ down: true }],
    };

    expect(() => parse({ faults, randomFaults, objectives: { recovery: "5s" } })).toThrow(
      message(
        "least.yaml: 5 problems",
        '  - line 1: faults[1].for must end within duration, 10000 ms, got "3s".',
        "  - line 1: faults must be set, or randomFaults, but not both.",
        '  - line 1: randomFaults.length.to must leave time for the longest gap within duration, 10000 ms, got "5s".',
        '  - line 1: objectives.recovery must be at least a second shorter than after, 5000 ms, got "5s".',
        "  - line 1: faults[1].down must not be in force while another one is, got true.",
      ),
    );
    expect(() => parse({ objectives: { overall: {} } })).toThrow(
      message('least.yaml:1: objectives must have at least one objective, got {"overall":{}}.'),
    );
  });

  test("is refused when either end of a range breaks a rule", () => {
    const kinds = [
      {
        toxic: {
          latency: { latency: { from: "9ms", to: "50ms" }, jitter: { from: "1ms", to: "10ms" } },
        },
      },
      { toxic: { bandwidth: { rate: { from: "0KB/s", to: "5KB/s" } } } },
      { toxic: { limitData: { bytes: { from: "1KB", to: "10ms" } } } },
      { toxic: { timeout: { timeout: { from: "2s", to: "1s" } } } },
    ];
    const gap = { from: "2s", to: "1s" };
    const randomFaults = { gap, length: { from: "1s", to: "1s" }, kinds };

    expect(() => parse({ faults: undefined, randomFaults })).toThrow(
      message(
        "least.yaml: 5 problems",
        '  - line 1: randomFaults.gap must not have its end before its beginning, got {"from":"2s","to":"1s"}.',
        '  - line 1: randomFaults.kinds[0].toxic.latency.jitter must not be longer than latency, 9ms, got {"from":"1ms","to":"10ms"}.',
        '  - line 1: randomFaults.kinds[1].toxic.bandwidth.rate must be a rate of whole KB/s (KB = 1000 B), such as "50KB/s" or "1.5MB/s", from 1KB/s to 1000MB/s: at 0, or without it, nothing ever passes, and a negative one kills the server, got {"from":"0KB/s","to":"5KB/s"}.',
        '  - line 1: randomFaults.kinds[2].toxic.limitData.bytes must have two ends of one unit, such as { from: "50ms", to: "800ms" }, got {"from":"1KB","to":"10ms"}.',
        '  - line 1: randomFaults.kinds[3].toxic.timeout.timeout must not have its end before its beginning, got {"from":"2s","to":"1s"}.',
      ),
    );
  });

  test("is refused when it is not YAML or not an object", () => {
    expect(() => parseExperiment("a: [", "broken.yaml")).toThrow(
      message(
        "broken.yaml:1:5: flow sequence in block collection must be sufficiently indented and end with a ].",
      ),
    );
    expect(() => parseExperiment("", "empty.yaml")).toThrow(
      message(
        "empty.yaml: must be an object with after, description, duration, faults, load, name, objectives, proxy, randomFaults, steadyState, url, got nothing.",
      ),
    );
  });
});

describe("the ready-made experiments", () => {
  test("have these names", () => {
    expect(readyMade(folder)).toEqual([
      "dead-service",
      "flapping",
      "lost-data",
      "phone-3g",
      "random-storm",
      "resets",
      "slow-dependency",
    ]);
  });

  test.each(readyMade(folder))("%s is valid, and has the name of its file", (name) => {
    expect(readExperiment(name, folder, shown).experiment.name).toBe(name);
  });

  test("are listed in the error for an unknown name", () => {
    expect(() => readExperiment("storm", folder, shown)).toThrow(
      message(
        '"storm": is not a ready-made experiment. They are dead-service, flapping, lost-data, phone-3g, random-storm, resets, slow-dependency. A file of your own ends with .yaml or .json.',
      ),
    );
    expect(() => readExperiment("storm.yml", folder, shown)).toThrow(
      message("storm.yml: there is no such file."),
    );
  });
});

/** An error with exactly this message. */
const message = (...lines: string[]) =>
  expect.objectContaining({ message: lines.join("\n") }) as Error;
