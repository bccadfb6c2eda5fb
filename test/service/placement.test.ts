import { beforeAll, describe, expect, test } from "vitest";
import {
  CaddyProxy,
  type CaddyProxyArgs,
  LabelsOn,
  ProxiedService,
  type ProxiedServiceArgs,
  ProxyNetwork,
  Publish,
} from "../../components";
import { directive, site, template } from "../../components/labels";
import { useMocks } from "../support/record";

beforeAll(() => useMocks());

/** The error of a service behind an entry point with these arguments. */
function refusal(args: object, entry: Partial<CaddyProxyArgs> = {}): string {
  const proxy = new CaddyProxy("caddy", { network: new ProxyNetwork("net"), ...entry });
  const all = { entry: proxy, image: "shop:1", port: 8080, hosts: ["a.localhost"], ...args };
  try {
    new ProxiedService("shop", all as ProxiedServiceArgs);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

const container = { labelsOn: LabelsOn.Container };

describe("labels on a route-holder", () => {
  test("are refused where the proxy can't resolve container names", () => {
    expect(refusal({}, { publish: Publish.HostNetwork })).toBe(
      'ProxiedService "shop": labelsOn must not be route-holder behind an entry point on the host\'s ' +
        'network, which knows no names of containers. Write labelsOn: "container".',
    );
  });

  test("are refused where the plugin does not scan stopped containers", () => {
    expect(refusal({}, { settings: { scanStoppedContainers: false } })).toBe(
      'ProxiedService "shop": labelsOn must not be route-holder behind an entry point whose ' +
        "scanStoppedContainers is false, which does not see the holder. " +
        'Write labelsOn: "container".',
    );
  });

  test("are refused with a template that the plugin would evaluate on the holder", () => {
    const sites = [site("b.localhost", directive("respond", [template("index .Names 0")]))];

    expect(refusal({ sites })).toBe(
      'ProxiedService "shop": sites must not have a template where labelsOn is route-holder: the ' +
        "plugin would fill it in from the route-holder. Write upstreams(port) as an argument of " +
        'its own. Or: Write labelsOn: "container".',
    );
  });

  test("are refused for every reason at once, beside other mistakes", () => {
    const settings = { scanStoppedContainers: false };

    expect(refusal({ port: 0 }, { publish: Publish.HostNetwork, settings })).toBe(
      [
        'ProxiedService "shop": 3 problems',
        "  - port must be an integer from 1 to 65535, got 0.",
        '  - labelsOn must not be route-holder behind an entry point on the host\'s network, which knows no names of containers. Write labelsOn: "container".',
        '  - labelsOn must not be route-holder behind an entry point whose scanStoppedContainers is false, which does not see the holder. Write labelsOn: "container".',
      ].join("\n"),
    );
  });
});

describe("labels on the service's containers", () => {
  test("are refused with a canary", () => {
    expect(refusal({ ...container, canary: { image: "shop:2", weight: 10 } })).toBe(
      'ProxiedService "shop": canary must be left out where labelsOn is container: the plugin mixes ' +
        'the labels of the containers of both. Write labelsOn: "route-holder".',
    );
  });

  test.each([
    ["the service", { basicAuth: { users: ["ops"] } }],
    ["a route", { routes: [{ path: "/admin/*", basicAuth: { users: ["ops"] } }] }],
  ])("are refused with a password for %s", (_where, args) => {
    expect(refusal({ ...container, ...args })).toBe(
      'ProxiedService "shop": basicAuth must be left out where labelsOn is container: the hashes of ' +
        'the passwords would stand in its labels. Write labelsOn: "route-holder".',
    );
  });

  test("are refused with a wrong password, too", () => {
    expect(refusal({ ...container, basicAuth: {} })).toBe(
      [
        'ProxiedService "shop": 2 problems',
        '  - basicAuth.users must be an array such as ["ops"], got nothing.',
        '  - basicAuth must be left out where labelsOn is container: the hashes of the passwords would stand in its labels. Write labelsOn: "route-holder".',
      ].join("\n"),
    );
  });
});

describe("arguments of a JavaScript program", () => {
  test("have all their mistakes reported at once", () => {
    const args = {
      labelsOn: "pod",
      canary: { image: "shop:2", weight: 101, replicas: 0 },
      healthcheck: { command: [], interval: "1", timeout: "soon", retries: 0.5, retry: 3 },
      readyTimeout: -1,
      drain: 4000,
      stopGracePeriod: "10s",
      containerName: "my shop",
    };

    expect(refusal(args)).toBe(
      [
        'ProxiedService "shop": 12 problems',
        "  - canary.replicas must be an integer from 1 to 100, got 0.",
        '  - labelsOn must be one of route-holder, container, got "pod".',
        '  - healthcheck.command must be a command and its arguments, such as ["/app", "check"], got [].',
        '  - healthcheck.interval must be a duration with its unit, such as "30s" or "100ms", got "1".',
        '  - healthcheck.timeout must be a duration with its unit, such as "30s" or "100ms", got "soon".',
        "  - healthcheck.retries must be an integer of at least 1, got 0.5.",
        "  - healthcheck.retry is not a setting of Docker's health check. Did you mean retries? Known: command, interval, retries, timeout.",
        "  - readyTimeout must be a number of seconds, 0 or more, got -1.",
        "  - drain must be a number of seconds, up to 3600, got 4000.",
        '  - stopGracePeriod must be a number of seconds, got "10s".',
        '  - containerName must be a Docker name: letters, digits, "_", "." and "-", two characters at least, a letter or digit first, got "my shop".',
        "  - canary.weight must be an integer from 0 to 100, got 101.",
      ].join("\n"),
    );
  });

  test("are refused where a setting of a canary is misspelt", () => {
    expect(refusal({ canary: { image: "shop:2", weight: 10, stopsignal: "SIGINT" } })).toContain(
      "canary.stopsignal is not a setting of a canary. Did you mean stopSignal? Known: build,",
    );
  });

  test.each([
    [
      { healthcheck: "curl" },
      'healthcheck must be an object with command, interval, retries, timeout, got "curl".',
    ],
    [
      { healthcheck: { command: "curl" } },
      'healthcheck.command must be a command and its arguments, such as ["/app", "check"], got "curl".',
    ],
    [
      { healthcheck: { command: [1] } },
      'healthcheck.command[0] must be a command and its arguments, such as ["/app", "check"], got 1.',
    ],
    [{ readyTimeout: 3601 }, "readyTimeout must be a number of seconds, up to 3600, got 3601."],
    [{ drain: "3s" }, 'drain must be a number of seconds, got "3s".'],
  ])("is told as it should be: %j", (args, message) => {
    expect(refusal(args)).toBe(`ProxiedService "shop": ${message}`);
  });
});
