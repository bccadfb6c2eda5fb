import { afterAll, beforeAll, expect, test } from "vitest";
import { checkProgram, parseLabels } from "../../components/labels";
import { Oracle } from "./oracle";

let oracle: Oracle;

beforeAll(async () => {
  oracle = await Oracle.start();
});

afterAll(() => oracle.stop());

/** Sites of one port, by their addresses and their `tls`. */
const SITES = [
  ["http://a.localhost:8443"],
  ["http://:8443"],
  ["https://b.localhost:8443"],
  ["https://b.localhost:8443", "internal"],
  ["https://:8443", "internal"],
  ["c.localhost:8443"],
  ["c.localhost:8443", "internal"],
  ["d.localhost:8443", "force_automate"],
  ["d.localhost:8443", "", "protocols", "tls1.3"],
  ["d.localhost:8443", "", "curves", "x25519"],
  ["d.localhost:8443", "", "alpn", "h2"],
  ["d.localhost:8443", "", "issuer", "internal"],
  [":8443"],
  [":8443", "internal"],
  [":8443", "", "protocols", "tls1.3"],
] as const;

type Ported = (typeof SITES)[number];

const OPTIONS: Record<string, string>[] = [
  {},
  { caddy: "", "caddy.https_port": "8443" },
  { caddy: "", "caddy.http_port": "8443" },
  { caddy: "", "caddy.auto_https": "off" },
];

function labelsOf(sites: readonly Ported[]): Record<string, string> {
  const labels = sites.flatMap(([address, tls, option, value], index) => [
    [`caddy_${index}`, address],
    [`caddy_${index}.respond`, `site-${index}`],
    ...(tls === undefined ? [] : [[`caddy_${index}.tls`, tls]]),
    ...(option === undefined ? [] : [[`caddy_${index}.tls.${option}`, value ?? ""]]),
  ]);
  return Object.fromEntries(labels);
}

/** Caddy's verdict on sites of one port: whether it refuses them, or serves one of plain http over TLS. */
async function refusedByCaddy(sites: readonly Ported[], labels: Record<string, string>) {
  const asked = { op: "generate", process: false, validate: true } as const;
  const { adaptError, validateError } = await oracle.ask({
    ...asked,
    containers: [{ labels, ips: [] }],
  });
  if (adaptError || validateError) return true;
  const isPlain = ([address]: Ported) =>
    address.startsWith("http:") || labels["caddy.http_port"] !== undefined;
  const isOverTls = ([address, tls]: Ported) => tls !== undefined || !address.startsWith(":");
  return sites.some(isPlain) && sites.some((each) => !isPlain(each) && isOverTls(each));
}

test("plain http and TLS on one port are refused where Caddy refuses them, or serves TLS alone", async () => {
  const pairs = SITES.flatMap((one, at) => SITES.slice(at + 1).map((two) => [one, two]));
  const threes = pairs.flatMap(([one, two]) =>
    SITES.filter((each) => SITES.indexOf(each) > SITES.indexOf(two as Ported)).map((three) => [
      one,
      two,
      three,
    ]),
  );
  const all = [...pairs, ...threes] as Ported[][];
  const distinct = all.filter(
    (sites) =>
      new Set(sites.map(([address]) => address.replace("https://", ""))).size === sites.length,
  );
  const wrong: unknown[] = [];
  let refused = 0;
  for (const option of OPTIONS) {
    for (const sites of distinct) {
      const labels = { ...option, ...labelsOf(sites) };
      const problems = checkProgram([{ name: "c", routing: parseLabels(labels) }]);
      const others = problems.filter((problem) => !/: (port|address) /.test(problem));
      if (others.length > 0) throw new Error(`${JSON.stringify(labels)}: ${others.join()}`);
      const expected = await refusedByCaddy(sites, labels);
      if (expected) refused++;
      if (problems.length > 0 !== expected) wrong.push([option, ...sites, problems, expected]);
    }
  }

  expect(wrong.slice(0, 5)).toEqual([]);
  expect(refused).toBeGreaterThan(100);
  expect(distinct.length * OPTIONS.length - refused).toBeGreaterThan(100);
});
