import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  checkProgram,
  IMAGE_MODULES,
  LabelError,
  parseLabels,
  type Routing,
} from "../../components/labels";
import { renderUnchecked } from "../../components/labels/render/render";
import { labelsOf } from "./caddyfile-labels";
import { EMPTY_SITES, NOT_LABELS, REFUSED } from "./corpus-reasons";
import { meaningOf } from "./meaning";
import { Oracle } from "./oracle";
import { sourcesOf } from "./oracle-binary";

/* Caddy's own cases of its adapter of Caddyfiles, as labels. */

const TESTS = join(sourcesOf("github.com/caddyserver/caddy/v2"), "caddytest/integration");
const FOLDER = join(TESTS, "caddyfile_adapt");

const SURROUNDINGS = {
  modules: [...IMAGE_MODULES, "dns.providers.mock", "tls.client_auth.verifier.dummy"],
  imports: ["testdata/import_respond.txt"],
};

let oracle: Oracle;
beforeAll(async () => {
  oracle = await Oracle.start(TESTS);
});
afterAll(() => oracle.stop());

interface Case {
  readonly name: string;
  readonly text: string;
}

/** The cases that Caddy adapts. */
const cases: readonly Case[] = readdirSync(FOLDER).flatMap((name) => {
  const [text = "", expected = ""] = readFileSync(join(FOLDER, name), "utf8").split("----------");
  return expected.trim().startsWith("{") ? [{ name: name.replace(/\..*/, ""), text }] : [];
});
const expressible = cases.filter(({ name }) => NOT_LABELS[name] === undefined);

/** What Caddy adapts labels to; an error if it doesn't. */
async function adapted(labels: Readonly<Record<string, string>>): Promise<unknown> {
  const asked = { process: false, validate: false };
  const { json, panic, adaptError } = await oracle.generate([{ labels, ips: [] }], asked);
  return panic ?? adaptError ?? meaningOf(json);
}

/** A case's labels, and what Caddy adapts its Caddyfile to. */
async function read({ name, text }: Case) {
  const { tokens = [] } = await oracle.ask({ op: "tokens", text });
  const labels = labelsOf(tokens, EMPTY_SITES.has(name)) ?? {};
  if (EMPTY_SITES.has(name)) return { labels, wanted: await adapted(labels) };
  const { json, adaptError } = await oracle.ask({ op: "adapt", text });
  return { labels, wanted: adaptError ?? meaningOf(json) };
}

function parsed(labels: Readonly<Record<string, string>>): {
  routing: Routing;
  problems: readonly string[];
} {
  try {
    const routing = parseLabels(labels);
    return { routing, problems: checkProgram([{ name: "c", routing }], SURROUNDINGS) };
  } catch (error) {
    if (error instanceof LabelError) return { routing: {}, problems: error.problems };
    throw error;
  }
}

describe("labels cannot express", () => {
  const others = cases.filter(({ name }) => NOT_LABELS[name] !== undefined);

  test.each(others)("$name", async (each) => {
    const { labels, wanted } = await read(each);

    expect(await adapted(labels)).not.toEqual(wanted);
  });

  test("a case that Caddy no longer has", () => {
    const names = cases.map(({ name }) => name);
    const listed = [...Object.keys(NOT_LABELS), ...EMPTY_SITES, ...Object.keys(REFUSED)];

    expect(listed.filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe("a Caddyfile of Caddy's as labels", () => {
  test.each(expressible)("$name means the same, or is refused with a reason", async (each) => {
    const { labels, wanted } = await read(each);
    const { routing, problems } = parsed(labels);
    const reasons = REFUSED[each.name] ?? [];

    expect(typeof wanted).toBe("object");
    expect(await adapted(labels)).toEqual(wanted);
    expect(problems.filter((problem) => !reasons.some((reason) => reason.test(problem)))).toEqual(
      [],
    );
    expect(reasons.filter((reason) => !problems.some((problem) => reason.test(problem)))).toEqual(
      [],
    );
    if (reasons.length === 0) expect(await adapted(renderUnchecked(routing))).toEqual(wanted);
  });
});
