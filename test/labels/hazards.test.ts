import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkProgram, IMAGE_MODULES } from "../../components/labels";
import { renderUnchecked } from "../../components/labels/render/render";
import type { Harm, Hazard } from "./hazards/hazard";
import { OPTIONS } from "./hazards/options";
import { SITES } from "./hazards/sites";
import { TOGETHER } from "./hazards/together";
import { VALUES } from "./hazards/values";
import { type Answer, Oracle } from "./oracle";

const hazards = [...VALUES, ...SITES, ...OPTIONS, ...TOGETHER];

const NEIGHBOUR = {
  labels: { caddy: "z.localhost", "caddy.respond": "neighbour", "caddy.tls": "internal" },
  ips: ["10.9.0.1"],
};

const SILENT: Harm = "it is loaded, and does something else";

let oracle: Oracle;
beforeAll(async () => {
  oracle = await Oracle.start();
});
afterAll(() => oracle.stop());

/** The oracle's result for the containers of a hazard, without our checks, and another container. */
function unchecked({ containers }: Hazard, process = true): Promise<Answer> {
  const labelled = containers.map(({ routing }, index) => ({
    labels: renderUnchecked(routing),
    ips: [`10.0.${index}.1`],
  }));
  return oracle.generate([...labelled, NEIGHBOUR], { process });
}

function harmOf({ panic, caddyfile, json, adaptError, validateError }: Answer): Harm {
  const adapted = JSON.stringify(json ?? "");
  if (panic !== undefined) return "the proxy panics";
  if (caddyfile === "# Empty caddyfile") return "every site is gone";
  if (validateError !== undefined || adaptError !== undefined)
    return "nothing new is loaded any more";
  if (!adapted.includes('"z.localhost"')) return "the next container's site is gone";
  if (!adapted.includes('"m.localhost"')) return "its own site is gone";
  return SILENT;
}

/**
 * Where the harm shows. The plugin drops a site that Caddy refuses without a reason, so this repeats the
 * request without CADDY_DOCKER_PROCESS_CADDYFILE.
 */
async function evidenceOf(hazard: Hazard, answer: Answer): Promise<string> {
  const { panic, validateError, logs, json } = answer;
  if (hazard.harm === SILENT) return JSON.stringify(json);
  const { adaptError } = await unchecked(hazard, false);
  return [panic, validateError, adaptError, logs].filter(Boolean).join("\n");
}

describe.each(hazards)("$title", (hazard) => {
  test(`does harm without a check: ${hazard.harm}`, async () => {
    const { harm, shows, lacks } = hazard;
    const answer = await unchecked(hazard);

    expect(harmOf(answer)).toBe(harm);
    expect(shows ?? lacks).toMatch(/./);
    if (shows !== undefined) expect(await evidenceOf(hazard, answer)).toContain(shows);
    if (lacks !== undefined) expect(await evidenceOf(hazard, answer)).not.toContain(lacks);
  });

  test("is refused, with the place, the rule and the fix", () => {
    expect(checkProgram(hazard.containers, { modules: IMAGE_MODULES }).join("\n")).toBe(
      hazard.message,
    );
  });
});

test("one address in two blocks of a container changes from one generation to the next", async () => {
  const hazard = SITES.find(({ title }) => title === "one address in two blocks of a container");
  if (hazard === undefined) throw new Error("the hazard has another title now");
  const seen = new Set<string>();
  for (let run = 0; run < 60; run++) {
    seen.add((await unchecked(hazard)).caddyfile);
  }

  expect(seen.size).toBeGreaterThan(1);
});
