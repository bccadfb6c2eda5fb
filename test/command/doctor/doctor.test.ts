import { createColors } from "picocolors";
import { describe, expect, test } from "vitest";
import { bad, note, ok, unknown } from "../../../components/command/doctor/finding";
import { checkNames } from "../../../components/command/doctor/names";
import { reportText } from "../../../components/command/doctor/report";
import { checkCertificates } from "../../../components/command/doctor/served";
import { checkState } from "../../../components/command/doctor/state";
import { checkCli, checkNode } from "../../../components/command/doctor/tools";
import type { Deployed, DeployedEntry } from "../../../components/command/stack/model";

const NOW = Date.parse("2026-11-27T12:00:00Z");

/** An entry point on a remote host. */
const entry = {
  ...{ kind: "CaddyProxy", name: "caddy", urn: "", address: "0.0.0.0", tasks: [] },
  docker: { url: "ssh://deploy@edge.example.com" },
} as unknown as DeployedEntry;

/** A stack with services of these URLs behind an entry point. */
const behind = (which: DeployedEntry, ...urls: string[]) =>
  ({ services: [{ name: "shop", urls, entry: which }] }) as unknown as Deployed;

/** DNS with these records. */
const dns = (records: Record<string, string[]>) => async (name: string) => records[name] ?? [];

describe("the versions of programs", () => {
  test("must be ones that the package supports", () => {
    expect(checkNode("20.1.0")).toEqual(ok("Node", "20.1.0"));
    expect(checkNode("18.20.1")).toEqual(
      bad("Node", "18.20.1 is too old: install Node 20 or later."),
    );
    expect(checkCli("v3.259.0", "3.248.0")).toEqual(ok("Pulumi", "3.259.0"));
    expect(checkCli("v3.99.0", "3.248.0")).toEqual(
      bad(
        "Pulumi",
        "the CLI 3.99.0 is older than the project's @pulumi/pulumi 3.248.0. Update it: " +
          "https://www.pulumi.com/docs/iac/download-install/",
      ),
    );
  });
});

describe("the names of hosts", () => {
  const EDGE = { "edge.example.com": ["192.0.2.7"] };

  test("lead to the Docker host", async () => {
    const stack = behind(entry, "https://shop.example.com", "https://*.shop.example.com");
    const resolve = dns({ ...EDGE, "shop.example.com": ["192.0.2.7"] });

    expect(await checkNames(stack, resolve)).toEqual([
      ok("DNS", "1 hosts lead to the entry point"),
    ]);
  });

  test("have no address, or another one", async () => {
    const stack = behind(entry, "https://shop.example.com", "http://old.example.com:8080/");
    const resolve = dns({ ...EDGE, "old.example.com": ["198.51.100.1"] });

    expect(await checkNames(stack, resolve)).toEqual([
      bad("DNS", "shop.example.com has no address. Give it a record A or AAAA with 192.0.2.7."),
      note(
        "DNS",
        "old.example.com leads to 198.51.100.1, and the entry point is at 192.0.2.7. Correct its records, " +
          "unless a load balancer or a router stands between.",
      ),
    ]);
  });

  test("end in .localhost, which leads to the browser's machine", async () => {
    const local = { ...entry, docker: { url: "unix:///var/run/docker.sock" } };

    expect(await checkNames(behind(local, "https://a.localhost"), dns({}))).toEqual([
      ok("DNS", "1 hosts lead to the entry point"),
    ]);
    expect(await checkNames(behind(entry, "https://a.localhost"), dns({}))).toEqual([
      note(
        "DNS",
        "a.localhost leads a browser to its own machine, and the entry point is at 0.0.0.0 of " +
          "ssh://deploy@edge.example.com.",
      ),
    ]);
  });
});

describe("certificates", () => {
  const inSwarm = { ...entry, tasks: [{}] } as unknown as DeployedEntry;
  const from = "2026-09-01T00:00:00Z";

  test("are valid", async () => {
    const until = "2026-11-30T00:00:00Z";
    const young = { host: "a.example.com", from: "2026-11-27T00:00:00Z", until };

    expect(await checkCertificates(entry, [young], NOW)).toEqual([
      ok("certificates", "1 valid, the first one for 2 d"),
    ]);
    expect(await checkCertificates(entry, [], NOW)).toEqual([
      ok("certificates", "no host needs one"),
    ]);
  });

  test("are missing, have expired, or should have been renewed", async () => {
    const wrong = [
      { host: "a.example.com" },
      { host: "b.example.com", from, until: "2026-11-26T00:00:00Z" },
      { host: "c.example.com", from, until: "2026-11-30T00:00:00Z" },
    ];
    const advice = "Look at the log of the proxy for what its CA answered.";

    expect(await checkCertificates(inSwarm, wrong, NOW)).toEqual([
      bad("certificates", `a.example.com has no certificate. ${advice}`),
      bad("certificates", `the certificate of b.example.com has expired. ${advice}`),
      bad(
        "certificates",
        `the certificate of c.example.com expires in 2 d, and Caddy should have renewed it. ${advice}`,
      ),
    ]);
  });
});

describe("the state", () => {
  const pulumi = (decrypts: boolean, deployment: object) => ({
    ...{ shown: "npx pulumi", projectDir: process.cwd(), run: async () => 1 },
    capture: async (args: readonly string[]) => {
      const fails = args.includes("--show-secrets") && !decrypts;
      const stderr =
        "error: could not deserialize deployment: failed to decrypt: incorrect passphrase\n";
      return { code: fails ? 255 : 0, stdout: JSON.stringify({ deployment }), stderr };
    },
  });

  test("can be read, with its secrets", async () => {
    expect((await checkState(pulumi(true, {}), "dev")).findings).toEqual([
      ok("state", "0 components, no interrupted update"),
      ok("secrets", "the passphrase, or the key, of the stack decrypts them"),
    ]);
  });

  test("has an interrupted update, and another passphrase", async () => {
    const urn = "urn:pulumi:dev::shop::docker:index/container:Container::shop";
    const resources = [
      { urn, type: "docker:index/container:Container", delete: true, outputs: { name: "shop-1" } },
    ];
    const pending_operations = [{ type: "creating", resource: { urn } }];

    expect(
      (await checkState(pulumi(false, { resources, pending_operations }), "dev")).findings,
    ).toEqual([
      bad(
        "state",
        "an interrupted update did not finish creating shop. Run: npx pulumi refresh --stack ",
      ),
      bad(
        "state",
        "container shop-1 is replaced, but still there. Remove it: npx pulumi up --stack ",
      ),
      bad("secrets", "failed to decrypt: incorrect passphrase"),
    ]);
  });
});

test("the report has a line for each check, and a verdict", () => {
  const report = (...findings: Parameters<typeof reportText>[0][number]["findings"]) =>
    reportText([{ about: "Docker hosts", findings }], createColors(false));

  expect(
    report(ok("Docker", "29.0 at unix:///var/run/docker.sock"), note("DNS", "elsewhere")),
  ).toBe(
    "Docker hosts\n  ok       Docker        29.0 at unix:///var/run/docker.sock\n" +
      "  note     DNS           elsewhere\n\nNo problem found.\n",
  );
  expect(report(bad("disk", "full\nvery"), unknown("routes", "who knows"))).toBe(
    "Docker hosts\n  problem  disk          full\n                         very\n" +
      "  unknown  routes        who knows\n\n1 problem found. 1 could not be told.\n",
  );
});
