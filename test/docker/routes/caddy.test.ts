import { describe, expect, test } from "vitest";
import { readable } from "../../../components/docker/routes/caddy";

const ERROR =
  "adapting config using caddyfile: parsing caddyfile tokens for 'route': unrecognized directive \"x\"\n\tat Caddyfile:3";
const AT = 1_764_104_393.25;
const MESSAGE = "Failed to convert caddyfile into json config";

describe("a line of Caddy's log", () => {
  test("in JSON loses its escapes", () => {
    const line = JSON.stringify({
      ...{ level: "error", ts: AT, logger: "docker-proxy", msg: MESSAGE },
      ...{ error: ERROR, attempts: 2, server: { name: "localhost" } },
    });

    expect(readable(line)).toEqual([
      `2025-11-25T20:59:53.250Z ERROR docker-proxy ${MESSAGE}`,
      "  error: adapting config using caddyfile: parsing caddyfile tokens for 'route': unrecognized directive \"x\"",
      "    \tat Caddyfile:3",
      "  attempts: 2",
      '  server: {"name":"localhost"}',
    ]);
  });

  test("has the words of the server in a controller's error", () => {
    const answer = JSON.stringify({ error: 'opening &{"a"}: no such file' });
    const line = JSON.stringify({ msg: "failed", error: `unexpected status 400: ${answer}` });

    expect(readable(line)).toEqual([
      "failed",
      '  error: unexpected status 400: opening &{"a"}: no such file',
    ]);
    expect(readable('{"msg":"failed","error":"status: {\\"error\\":1}"}')).toEqual([
      "failed",
      '  error: status: {"error":1}',
    ]);
  });

  test("in the format console loses its escapes and colours", () => {
    const plain = ["2026/11/25 20:59:53.250", "ERROR", "docker-proxy", MESSAGE];
    const fields = JSON.stringify({ error: 'unrecognized directive "x"' });
    const read = [`2026/11/25 20:59:53.250 ERROR docker-proxy ${MESSAGE}`];

    expect(readable([...plain, fields].join("\t"))).toEqual([
      ...read,
      '  error: unrecognized directive "x"',
    ]);
    expect(readable(plain.join("\t").replace("ERROR", "\u001b[31mERROR\u001b[0m"))).toEqual(read);
  });

  test.each(["", "panic: runtime error", "{ not JSON", "null", '{"level":'])(
    "in another format stays unchanged: %j",
    (line) => {
      expect(readable(line)).toEqual([line]);
    },
  );

  test("keeps a time that is not a number", () => {
    const entry = { level: "warn", ts: "2026-11-25T20:59:53Z", msg: "slow" };

    expect(readable(JSON.stringify(entry))).toEqual(["2026-11-25T20:59:53Z WARN slow"]);
    expect(readable('{"msg":"alone"}')).toEqual(["alone"]);
  });
});
