import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkProgram, LabelError, parseLabels, type Routing } from "../../components/labels";
import { renderUnchecked } from "../../components/labels/render/render";
import { meaningOf } from "./meaning";
import { type Answer, Oracle } from "./oracle";
import { ADDRESSES } from "./written/addresses";
import type { Labels, WrittenCase } from "./written/case";
import { DIRECTIVES } from "./written/directives";
import { IMPORTS } from "./written/imports";
import { MATCHERS } from "./written/matchers";
import { ORDERS } from "./written/orders";
import { QUOTES } from "./written/quotes";

/* Labels as people write them: the real Caddy judges whether their typed form means the same. */

const CASES = [...ADDRESSES, ...DIRECTIVES, ...IMPORTS, ...MATCHERS, ...ORDERS, ...QUOTES];

let oracle: Oracle;
beforeAll(async () => {
  oracle = await Oracle.start();
});
afterAll(() => oracle.stop());

/** The oracle's result for containers, with CADDY_DOCKER_PROCESS_CADDYFILE off. */
function ask(containers: readonly Labels[]): Promise<Answer> {
  const labelled = containers.map((labels, index) => ({ labels, ips: [`10.0.${index}.1`] }));
  return oracle.generate(labelled, { process: false });
}

const errorOf = ({ panic, adaptError, validateError }: Answer) =>
  panic ?? adaptError ?? validateError;

/** The problems of containers' labels. */
function problemsOf({ containers, surroundings }: WrittenCase): readonly string[] {
  try {
    const routings = containers.map((labels) => parseLabels(labels));
    return checkProgram(routings.map(named), surroundings);
  } catch (error) {
    if (error instanceof LabelError) return error.problems;
    throw error;
  }
}

const named = (routing: Routing, index: number) => ({ name: `c${index + 1}`, routing });

const loaded = CASES.filter(({ refused }) => refused === undefined);
const refused = CASES.filter((each) => each.refused !== undefined);

describe("labels that Caddy loads", () => {
  test.each(loaded)("$title", async (written) => {
    expect(problemsOf(written)).toEqual([]);
    const before = await ask(written.containers);
    const after = await ask(written.containers.map((each) => renderUnchecked(parseLabels(each))));

    expect([errorOf(before), errorOf(after)]).toEqual([undefined, undefined]);
    expect(meaningOf(after.json)).toEqual(meaningOf(before.json));
  });

  test.each(loaded)("$title: their typed form is parsed back to the same data", (written) => {
    const routings = written.containers.map((each) => parseLabels(each));

    expect(routings.map((each) => parseLabels(renderUnchecked(each)))).toEqual(routings);
  });
});

describe("labels that are refused", () => {
  test.each(refused)("$title", async (written) => {
    const answer = await ask(written.containers);

    expect(problemsOf(written)).toEqual(written.refused);
    if (written.error === undefined) expect(errorOf(answer)).toBeUndefined();
    else expect(errorOf(answer)).toContain(written.error);
  });
});
