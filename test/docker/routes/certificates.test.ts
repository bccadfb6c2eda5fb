import { expect, test } from "vitest";
import { pendingCertificates, pendingText } from "../../../components/docker/routes/certificates";

const HOST = "shop.example.com";
const CA = "https://acme.example.com/directory";

/** An entry of Caddy's log, in JSON. */
const entry = (msg: string, fields: object, time = 0) => ({
  time,
  text: JSON.stringify({ level: "info", ts: 1, logger: "tls.obtain", msg, ...fields }),
});
const tries = (type: string, identifier = HOST) =>
  entry("trying to solve challenge", { identifier, challenge_type: type, ca: CA });
const fails = (type: string, kind: string, detail: string) =>
  entry("challenge failed", {
    identifier: HOST,
    challenge_type: type,
    problem: { type: `urn:ietf:params:acme:error:${kind}`, title: "", detail, subproblems: null },
  });
const gaveUp = (error: string) => [
  entry("could not get certificate from issuer", {
    ...{ identifier: HOST, issuer: "acme.example.com-directory", error },
  }),
  entry("will retry", { error: `[${HOST}] Obtain: ${error}`, attempt: 1, retrying_in: 60 }, 7),
];
const obtaining = entry("obtaining certificate", { identifier: HOST });
const obtained = entry("certificate obtained successfully", { identifier: HOST });

/** The text for the host, by lines; none where no certificate is pending. */
const texts = (...lines: { time: number; text: string }[]) =>
  pendingCertificates(lines, [HOST]).flatMap((each) => pendingText(each).split("\n"));

test("a challenge that the ACME server could not validate is reported with its answer and ports", () => {
  const connection = "192.0.2.7: Fetching http://shop.example.com/: Connection refused";

  expect(
    texts(
      obtaining,
      tries("http-01"),
      fails("http-01", "connection", connection),
      tries("tls-alpn-01"),
      fails("tls-alpn-01", "dns", "no valid A records found for shop.example.com"),
      ...gaveUp("HTTP 400 urn:ietf:params:acme:error:dns - no valid A records found"),
    ),
  ).toEqual([
    "shop.example.com has no certificate yet. Caddy keeps trying without another up, next 60 s after its last attempt.",
    `  ACME server: ${CA}`,
    `  http-01: connection: ${connection}`,
    "  tls-alpn-01: dns: no valid A records found for shop.example.com",
    "  Check that the DNS records A and AAAA of shop.example.com lead to this Docker host, and that the CA reaches port 80 and port 443 there.",
  ]);
});

test("a challenge without an answer is reported as such", () => {
  expect(texts(obtaining, tries("http-01"))).toEqual([
    "shop.example.com has no certificate yet. Caddy is still getting one.",
    `  ACME server: ${CA}`,
    "  http-01: the ACME server has not answered yet",
  ]);
});

test.each([
  [
    'performing request: Get "https://acme.example.com/directory": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    "The proxy does not trust the ACME server's own certificate: give the account its caRoot.",
  ],
  [
    'performing request: Get "https://acme.example.com/directory": dial tcp 192.0.2.1:443: connect: connection refused',
    "The proxy can't reach the ACME server: check the account's ca, and whether the server runs.",
  ],
  [
    "HTTP 429 urn:ietf:params:acme:error:rateLimited - too many certificates",
    "The CA limits certificates: wait, or try with AcmeCa.Staging first.",
  ],
  [
    "HTTP 400 urn:ietf:params:acme:error:rejectedIdentifier - policy forbids issuing",
    "The CA does not certify this name: check the host, and its CAA record.",
  ],
  [
    "HTTP 401 urn:ietf:params:acme:error:unauthorized - external account binding key ID unknown",
    "Check the account's externalAccount: the keyId and the macKey that the CA has given you.",
  ],
])("a failure before any challenge is reported with its cause: %s", (error, check) => {
  expect(texts(obtaining, ...gaveUp(error))).toEqual([
    "shop.example.com has no certificate yet. Caddy keeps trying without another up, next 60 s after its last attempt.",
    "  ACME server: acme.example.com-directory",
    `  ${error}`,
    `  ${check}`,
  ]);
});

test("the last failed attempt counts, not an earlier one with another reason", () => {
  const down = 'Get "https://acme.example.com/directory": dial tcp: no such host';
  const first = [
    obtaining,
    tries("http-01"),
    fails("http-01", "dns", "none"),
    ...gaveUp("HTTP 400"),
  ];

  expect(texts(...first, obtaining, ...gaveUp(down), obtaining)).toEqual([
    "shop.example.com has no certificate yet. Caddy keeps trying without another up, next 60 s after its last attempt.",
    "  ACME server: acme.example.com-directory",
    `  ${down}`,
    "  The proxy can't reach the ACME server: check the account's ca, and whether the server runs.",
  ]);
});

test("a DNS challenge is reported with what its provider needs", () => {
  expect(texts(tries("dns-01"), fails("dns-01", "unauthorized", "no TXT record")).at(-1)).toBe(
    "  Check the DNS provider's token, and that it may change the zone of shop.example.com.",
  );
});

test("the time of the last failed attempt is the log's", () => {
  expect(pendingCertificates([obtaining, ...gaveUp("HTTP 500")], [HOST])[0]?.failed).toEqual({
    time: 7,
    retryIn: 60,
  });
});

test("a certificate that Caddy has, or that it does not know, is not pending", () => {
  expect(texts(obtaining, tries("http-01"), obtained)).toEqual([]);
  expect(texts(tries("http-01", "other.example.com"))).toEqual([]);
  expect(texts({ time: 0, text: "panic: runtime error" })).toEqual([]);
});

test("the certificate of a wildcard is that of the hosts below it", () => {
  expect(texts(tries("dns-01", "*.example.com"))).toHaveLength(3);
});

test("a log in the format console is read, too", () => {
  const fields = JSON.stringify({ identifier: HOST, challenge_type: "http-01", ca: CA });
  const line = ["2026/11/27 10:00:00.000", "INFO", "trying to solve challenge", fields].join("\t");

  expect(texts({ time: 0, text: line })).toHaveLength(3);
});
