import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { caddyfileOf } from "../../components/labels";
import { PanickingLabel } from "../../components/labels/caddyfile/from-labels";
import { EMPTY_CADDYFILE } from "../../components/labels/caddyfile/generate";
import { marshal, unmarshal } from "../../components/labels/caddyfile/marshal";
import type { Rule } from "../../components/labels/grammar/grammar";
import { regexp } from "../../components/labels/grammar/regexp";
import { cidr, duration, size } from "../../components/labels/grammar/rules";
import { SEED } from "./generated/properties";
import { Oracle } from "./oracle";

const RUNS = 3_000;
const options = { numRuns: RUNS, seed: SEED };

let oracle: Oracle;
beforeAll(async () => {
  oracle = await Oracle.start();
});
afterAll(() => oracle.stop());

/** Strings of pieces with a meaning in labels or Caddyfiles. */
const made = (...pieces: readonly string[]) =>
  fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((all) => all.join(""));

const SPACES = [" ", "\t", "\n", "\r\n", "\u00a0", "\u2028", "\ufeff"];
const value = made("a", "b", "{", "}", '"', "`", "\\", "#", "<<X", "@m", "😀", "\uffee", ...SPACES);
const key = made(
  "a",
  "b",
  ".",
  "_",
  "1",
  "20_",
  "_3",
  "\\.",
  "\\",
  "@",
  "x y",
  "{$A}",
  "99999999999_",
);

test(`any Caddyfile is read and written as the plugin does it (SEED=${SEED})`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(value, { maxLength: 6 }), async (lines) => {
      const text = lines.join("\n");
      const { caddyfile, panic } = await oracle.ask({ op: "marshal", text });
      const blocks = unmarshal(text);
      const ours = blocks === undefined ? undefined : marshal(blocks);
      // The plugin refuses an empty text, which it never gets.
      if (text !== "") expect(ours).toBe(panic === undefined ? caddyfile : undefined);
    }),
    options,
  );
});

test(`any labels of a container become the plugin's Caddyfile (SEED=${SEED})`, async () => {
  const labels = fc.dictionary(
    key.map((suffix) => `caddy.${suffix}`),
    value.filter((text) => !text.includes("{{")),
    { maxKeys: 5 },
  );
  await fc.assert(
    fc.asyncProperty(labels, async (below) => {
      const containers = [{ labels: { caddy: "a.localhost", ...below }, ips: [] }];
      const answer = await oracle.ask({ op: "generate", containers, process: false });
      const theirs = answer.panic === undefined ? answer.caddyfile : "panic";
      expect(ours(containers)).toBe(theirs);
    }),
    options,
  );
});

function ours(containers: Parameters<typeof caddyfileOf>[0]): string {
  try {
    return caddyfileOf(containers, { process: false });
  } catch (error) {
    if (error instanceof PanickingLabel) return "panic";
    throw error;
  }
}

/** Kinds of values, and labels with a value of that kind. */
const KINDS: [string, Rule, readonly string[], (value: string) => Record<string, string>][] = [
  [
    "duration",
    duration,
    ["1", "0", "5", ".", "-", "ms", "s", "m", "h", "d", "us", "ns", "x"],
    (value) => ({ "caddy.reverse_proxy": "app:80", "caddy.reverse_proxy.lb_try_duration": value }),
  ],
  [
    "size",
    size,
    ["1", "0", "5", ".", "-", "k", "K", "M", "B", "i", "kib", "GB", "x"],
    (value) => ({ "caddy.request_body.max_size": value }),
  ],
  [
    "range of addresses",
    cidr,
    ["10", ".0", ".255", ".256", ".0.0.0", "/8", "/33", "::", "ab", ":1", "/128", "/0", "01"],
    (value) => ({ "caddy.@m": `remote_ip ${value}`, "caddy.respond": "@m a" }),
  ],
];

test.each(KINDS)(
  `a text is a %s to the checks if it is one to Caddy (SEED=${SEED})`,
  async (_, rule, pieces, labelsOf) => {
    await fc.assert(
      fc.asyncProperty(
        made(...pieces).filter((each) => each !== ""),
        async (value) => {
          const labels = { caddy: "http://a.localhost", ...labelsOf(value) };
          const { caddyfile, validateError } = await oracle.generate([{ labels, ips: [] }]);
          const taken = validateError === undefined && caddyfile !== EMPTY_CADDYFILE;
          expect(rule(value) === undefined).toBe(taken);
        },
      ),
      { ...options, numRuns: 1_000 },
    );
  },
);

test(`a text is a regular expression to the checks if it is one to Go (SEED=${SEED})`, async () => {
  const pattern = made(...REGULAR).filter((each) => each !== "" && !each.includes("{$"));
  await fc.assert(
    fc.asyncProperty(pattern, async (each) => {
      const labels = {
        caddy: "http://a.localhost",
        "caddy.@m": `path_regexp \`${each.replaceAll("{{", '{{"{{"}}')}\``,
        "caddy.respond": "@m a",
      };
      const { validateError } = await oracle.generate([{ labels, ips: [] }]);
      expect(regexp(each) === undefined).toBe(validateError === undefined);
    }),
    { ...options, examples: [["\\Q\\E+"], ["a\\Q\\E+"], ["a+\\Q\\E+"], ["\\Qa\\E+"]] },
  );
});

const REGULAR = [
  ..."ab()[]^$*+?|-.,:",
  ..."()[]",
  "{2}",
  "{3,}",
  "{4,1}",
  "{900}",
  "{",
  "\\d",
  "\\Q",
  "\\E",
  "(?i)",
  "(?:",
  "(?P<n>",
  "(?=",
  "\\1",
  "\\12",
  "\\y",
  "[:alpha:]",
  "[:beta:]",
  "\\pN",
  "\\p{Greek}",
  "\\p{No}",
  "\\p{Nope}",
  "\\x{41}",
];
