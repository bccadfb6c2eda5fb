import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  checkProgram,
  IMAGE_MODULES,
  parseLabels,
  type Surroundings,
} from "../../components/labels";
import { DIRECTIVES } from "../../components/labels/directives/registry";
import { renderUnchecked } from "../../components/labels/render/render";
import { containerOf, evaluate, goldenCases, isSelfContained } from "./golden-files";
import { meaningOf } from "./meaning";
import { type Answer, Oracle } from "./oracle";

/* Each directive of the golden cases, with each form of matcher and in each place of a Caddyfile. */

type Labels = Readonly<Record<string, string>>;

/** The labels of a directive, by what follows `caddy.` and its own name. */
interface Example {
  readonly title: string;
  readonly name: string;
  readonly labels: Labels;
}

const SURROUNDINGS: Surroundings = { modules: [...IMAGE_MODULES, "dns.providers.mock"] };

/** The cases that have one directive of a site, or one and a proxy behind it. */
const EXAMPLES = goldenCases()
  .filter(isSelfContained)
  .flatMap((golden): Example[] => {
    const { sites: [site, ...more] = [], global, snippets, routes } = evaluate(golden);
    const others = more.length > 0 || global || snippets || routes;
    const [word, ...behind] = (site?.directives ?? []).filter(
      ({ name }) => name !== "reverse_proxy",
    );
    if (word === undefined || others || behind.length > 0 || word.matcher) return [];
    const own = Object.entries(containerOf(golden).labels).filter(([key]) =>
      new RegExp(`^caddy\\.(\\d+_)?${word.name}(\\.|$)`).test(key),
    );
    const labels = Object.fromEntries(
      own.map(([key, value]) => [key.slice("caddy.".length), value]),
    );
    return Object.keys(labels).some((key) => /^\d/.test(key))
      ? []
      : [{ title: golden.title, name: word.name, labels }];
  });

const MATCHED = EXAMPLES.filter(({ name }) => DIRECTIVES[name]?.matcher === "any");
const INNER = EXAMPLES.filter(
  ({ name }) => !["tls", "bind", "log", "handle_errors"].includes(name),
);

let oracle: Oracle;
beforeAll(async () => {
  oracle = await Oracle.start();
});
afterAll(() => oracle.stop());

/** The labels with a token before the directive's arguments. */
function matching({ name, labels }: Example, token: string): Labels {
  const { [name]: value = "", ...others } = labels;
  const args = value.replace(/^\* /, "");
  return { ...others, [name]: `${token} ${args}`.trim() };
}

const below = (prefix: string, labels: Labels): Labels =>
  Object.fromEntries(Object.entries(labels).map(([key, value]) => [`${prefix}.${key}`, value]));

const SITE = { caddy_0: "a.localhost", "caddy_0.tls": "internal" };

const MATCHERS: Readonly<Record<string, (example: Example) => Labels>> = {
  "for all requests": (example) => below("caddy_0", matching(example, "*")),
  "for a path": (example) => below("caddy_0", matching(example, "/a/*")),
  "by a named matcher": (example) => ({
    "caddy_0.@m": "method PURGE",
    ...below("caddy_0", matching(example, "@m")),
  }),
  "by a matcher of its importer": (example) => ({
    "caddy_0.@m.method": "PURGE",
    "caddy_0.import": "s",
    caddy_1: "(s)",
    ...below("caddy_1", matching(example, "@m")),
  }),
  "by a matcher as an argument": (example) => ({
    "caddy_0.@m.method": "PURGE",
    "caddy_0.import": "s @m",
    caddy_1: "(s)",
    ...below("caddy_1", matching(example, "{args[0]}")),
  }),
};

const PLACES: Readonly<Record<string, (example: Example) => Labels>> = {
  "in a handle": ({ labels }) => below("caddy_0.handle", labels),
  "in a route of a path": ({ labels }) => ({
    "caddy_0.route": "/a/*",
    ...below("caddy_0.route", labels),
  }),
  "in a snippet": ({ labels }) => ({
    "caddy_0.import": "s",
    caddy_1: "(s)",
    ...below("caddy_1", labels),
  }),
  "in a named route": ({ labels }) => ({
    "caddy_0.invoke": "r",
    caddy_1: "&(r)",
    ...below("caddy_1", labels),
  }),
  "in the block of an import": ({ labels }) => ({
    "caddy_0.import": "s",
    ...below("caddy_0.import", labels),
    caddy_1: "(s)",
    "caddy_1.{block}": "",
  }),
};

const errorOf = ({ panic, adaptError, validateError }: Answer) =>
  panic ?? adaptError ?? validateError;

async function proveSame(example: Labels): Promise<void> {
  const labels = { ...SITE, ...example };
  const ask = (each: Labels) =>
    oracle.generate([{ labels: each, ips: ["10.0.0.1"] }], { process: false });
  const before = await ask(labels);
  const routing = parseLabels(labels);
  const after = await ask(renderUnchecked(routing));

  expect(errorOf(before)).toBeUndefined();
  expect(checkProgram([{ name: "c", routing }], SURROUNDINGS)).toEqual([]);
  expect(errorOf(after)).toBeUndefined();
  expect(meaningOf(after.json)).toEqual(meaningOf(before.json));
}

describe.each(Object.entries(MATCHERS))("%s", (_, labelsOf) => {
  test.each(MATCHED)("$name: $title", (example) => proveSame(labelsOf(example)));
});

describe.each(Object.entries(PLACES))("%s", (_, labelsOf) => {
  test.each(INNER)("$name: $title", (example) => proveSame(labelsOf(example)));
});
