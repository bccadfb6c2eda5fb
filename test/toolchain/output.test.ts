import { describe, expect, it, vi } from "vitest";
import { countTests, slowest, sum } from "../../toolchain/lib/counts.mjs";
import { duration, step } from "../../toolchain/lib/progress.mjs";
import { waitForReply } from "../../toolchain/lib/reply.mjs";
import { report, trustCommands } from "../../toolchain/lib/report.mjs";
import { run } from "../../toolchain/lib/run.mjs";

describe("The count of a test run", () => {
  const report = {
    numPassedTests: 3,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [{ status: "passed", assertionResults: [{ status: "passed" }] }],
  };

  it("is vitest's count", () => {
    expect(countTests(report, 0)).toEqual({ passed: 3, failed: 0 });
    expect(countTests({ ...report, numFailedTests: 2 }, 1)).toEqual({ passed: 3, failed: 2 });
  });

  it("has a failure for a crash, a file that does not load and an error outside of tests", () => {
    const broken = { status: "failed", assertionResults: [] };
    expect(countTests(undefined, 1)).toEqual({ passed: 0, failed: 1 });
    expect(countTests({ ...report, testResults: [broken] }, 1)).toEqual({ passed: 3, failed: 1 });
    expect(countTests(report, 1)).toEqual({ passed: 3, failed: 1 });
  });

  it("has a failure for a skipped test", () => {
    expect(countTests({ ...report, numPendingTests: 1 }, 0)).toEqual({ passed: 3, failed: 1 });
    expect(countTests({ ...report, numTodoTests: 1 }, 0)).toEqual({ passed: 3, failed: 1 });
  });

  it("fails without any test", () => {
    expect(sum([])).toEqual({ passed: 0, failed: 1 });
    expect(
      sum([
        { passed: 1, failed: 0 },
        { passed: 2, failed: 3 },
      ]),
    ).toEqual({ passed: 3, failed: 3 });
  });
});

describe("The slowest files", () => {
  it("are named with their time, the slowest first, ten at most", () => {
    const durations = Array.from({ length: 12 }, (_, index) => ({
      file: `test/${index}.test.ts`,
      milliseconds: index * 10_000,
    }));
    const lines = slowest(durations).split("\n");
    expect(lines).toHaveLength(11);
    expect(lines.slice(0, 3)).toEqual([
      "The slowest test files:",
      "   1 min 50 s  test/11.test.ts",
      "   1 min 40 s  test/10.test.ts",
    ]);
    expect(lines.at(-1)).toBe("         20 s  test/2.test.ts");
  });
});

describe("A step", () => {
  it("reports its action, its progress and its duration", async () => {
    vi.useFakeTimers();
    const written: string[] = [];
    const work = async (tell: (how: string) => void) => {
      tell("3 of 4");
      await vi.advanceTimersByTimeAsync(31_000);
      return "result";
    };
    const result = await step("Building", work, { write: (text) => written.push(text) });
    vi.useRealTimers();
    expect(result).toBe("result");
    expect(written).toEqual([
      "Building …\n",
      "Building: 3 of 4 (15 s so far)\n",
      "Building: 3 of 4 (30 s so far)\n",
      "Building: done in 31 s\n",
    ]);
  });

  it("updates one line on a terminal", async () => {
    vi.useFakeTimers();
    const written: string[] = [];
    const work = () => vi.advanceTimersByTimeAsync(2_000);
    await step("Building", work, { isTTY: true, write: (text) => written.push(text) });
    vi.useRealTimers();
    expect(written).toEqual([
      "\r\x1b[KBuilding (1.0 s)",
      "\r\x1b[KBuilding (2.0 s)",
      "\r\x1b[KBuilding: done in 2.0 s\n",
    ]);
  });

  it("leaves the line of a terminal to a step that began later, and takes it back", async () => {
    vi.useFakeTimers();
    const written: string[] = [];
    const out = { isTTY: true, write: (text: string) => written.push(text) };
    let end = () => {};
    const linking = new Promise<void>((done) => {
      end = done;
    });
    const first = step("Linking", () => linking, out);
    await step("Building", () => vi.advanceTimersByTimeAsync(1_000), out);
    await vi.advanceTimersByTimeAsync(1_000);
    end();
    await first;
    vi.useRealTimers();
    expect(written).toEqual([
      "\r\x1b[KBuilding (1.0 s)",
      "\r\x1b[KBuilding: done in 1.0 s\n",
      "\r\x1b[KLinking (2.0 s)",
      "\r\x1b[KLinking: done in 2.0 s\n",
    ]);
  });

  it("reports its failure and rethrows the error", async () => {
    const written: string[] = [];
    const work = () => Promise.reject(new Error("no"));
    const out = { write: (text: string) => written.push(text) };
    await expect(step("Building", work, out)).rejects.toThrow("no");
    expect(written.at(-1)).toBe("Building: failed in 0.0 s\n");
  });

  it("shows seconds, then minutes", () => {
    expect([400, 9_940, 12_400, 125_000].map(duration)).toEqual([
      "0.4 s",
      "9.9 s",
      "12 s",
      "2 min 5 s",
    ]);
  });
});

describe("Running a command", () => {
  it("returns its exit code and both outputs, line by line as they arrive", async () => {
    const lines: string[] = [];
    const script = "console.log('a\\nb'); console.error('c'); process.exit(3)";
    const result = await run(process.execPath, ["-e", script], {
      onLine: (line) => lines.push(line),
    });
    expect(result).toEqual({ code: 3, stdout: "a\nb\n", stderr: "c\n", missing: false });
    expect(lines.sort()).toEqual(["a", "b", "c"]);
  });

  it("reports that the command does not exist", async () => {
    expect(await run("no-such-command-here", [])).toMatchObject({ code: 127, missing: true });
  });

  it("kills the command when it takes too long", async () => {
    const script = "setTimeout(() => {}, 60000)";
    expect(await run(process.execPath, ["-e", script], { timeout: 200 })).toMatchObject({
      code: 124,
    });
  });
});

describe("Waiting for an answer", () => {
  it("continues until the status is a success", async () => {
    const replies = [502, 200].map((status) => ({ status, body: "b" }));
    const attempt = async () => replies.shift() ?? Promise.reject(new Error("asked again"));
    expect(await waitForReply(attempt, 10)).toEqual({ status: 200, body: "b" });
  });

  it("reports the last reason when the time is over", async () => {
    const attempt = () => Promise.reject(new Error("connect ECONNREFUSED"));
    expect(await waitForReply(attempt, 0.1)).toEqual({ reason: "connect ECONNREFUSED" });
  });
});

describe("The last output of quickstart", () => {
  it("has the reply, the URLs, and how to look and to trust the CA", () => {
    const facts = {
      urls: ["https://whoami.localhost", "https://toxic-whoami.localhost"],
      reply: "Hostname: x\r\nIP: y\r\n\r\n",
      root: "r.crt",
      platform: "darwin" as const,
    };
    expect(report(facts)).toBe(
      `https://whoami.localhost answers through the proxy:

  Hostname: x
  IP: y

URLs:
  https://whoami.localhost
  https://toxic-whoami.localhost

The certificate comes from the proxy's own CA, which your machine does not trust.
Send a request without checking it:
  curl -k https://whoami.localhost
Check the certificate against its root for this one request:
  curl --cacert "r.crt" https://whoami.localhost
Trust it on this machine, for browsers too:
  sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain "r.crt"

Change something: npm run pulumi -- preview --diff
Take it down:     npm run teardown`,
    );
  });

  it("is shorter without a service", () => {
    expect(report({ urls: [] })).toBe(
      `The proxy runs; no service is deployed.

Change something: npm run pulumi -- preview --diff
Take it down:     npm run teardown`,
    );
  });

  it("trusts the CA in the platform's way", () => {
    expect(trustCommands("r.crt", "win32")).toBe('certutil -addstore -user Root "r.crt"');
    expect(trustCommands("r.crt", "linux")).toBe(
      'sudo cp "r.crt" /usr/local/share/ca-certificates/gatehouse.crt && sudo update-ca-certificates\n' +
        "Firefox and Chrome keep their own list: import the file in their certificate settings.",
    );
  });
});
