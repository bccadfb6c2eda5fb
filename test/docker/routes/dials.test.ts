import { expect, test } from "vitest";
import { dialErrors } from "../../../components/docker/routes/dials";

const HOSTS = new Set(["nas.localhost:8443"]);

const json = (msg: string, host = "nas.localhost:8443") => ({
  time: 0,
  text: JSON.stringify({ level: "error", ts: 1, logger: "http.log.error", msg, request: { host } }),
});
const console = (msg: string) => ({
  time: 0,
  text: `2026/11/27 01:00:00.000\tERROR\thttp.log.error\t${msg}\t{"request":{"host":"nas.localhost:8443"}}`,
});
const check = (error: string) => ({
  time: 0,
  text: JSON.stringify({
    ...{ level: "info", ts: 1, logger: "http.handlers.reverse_proxy.health_checker.active" },
    ...{ msg: "HTTP request failed", host: "192.168.1.20:5001", error },
  }),
});

test.each([
  [
    "dial tcp 172.18.0.1:3000: connect: connection refused",
    "Nothing listens there. A process that",
  ],
  [
    "dial tcp: lookup nas.lan on 127.0.0.11:53: no such host",
    "The proxy's container can't resolve",
  ],
  [
    "dial tcp 192.168.1.20:5001: i/o timeout",
    "Nothing answers there: the machine is off, or a firewall",
  ],
  [
    "tls: failed to verify certificate: x509: certificate is valid for nas.lan, not 192.168.1.20",
    "Its certificate is for another name: write that as upstreamTls.serverName.",
  ],
  [
    "tls: failed to verify certificate: x509: cannot validate certificate for 192.168.1.20 because it doesn't contain any IP SANs",
    "Its certificate is for another name",
  ],
  [
    "tls: failed to verify certificate: x509: certificate signed by unknown authority",
    "Its certificate is of a CA that the proxy does not trust: write that as upstreamTls.ca.",
  ],
  ["http: server gave HTTP response to HTTPS client", "It does not use TLS: write http://"],
  [
    "dial unix /srv/app.sock: connect: permission denied",
    "The proxy may not connect to the socket",
  ],
  ["dial unix /srv/app.sock: connect: no such file or directory", "There is no such socket"],
  ["EOF", "It closed the connection without an answer."],
])("explains %s", (error, meaning) => {
  for (const line of [json(error), console(error)]) {
    const [said, explained = ""] = dialErrors([line], HOSTS);

    expect(said).toBe(`  ${error}`);
    expect(explained.startsWith(`  ${meaning}`)).toBe(true);
  }
});

test("tells each error once, of these hosts only, and of health checks", () => {
  const lines = [
    ...[json("EOF"), json("EOF"), json("no such host", "other.localhost")],
    ...[check("EOF"), { time: 0, text: "no log of Caddy's" }, json("unheard of")],
  ];

  expect(dialErrors(lines, HOSTS)).toEqual([
    "  EOF",
    "  It closed the connection without an answer.",
    "  unheard of",
  ]);
});
