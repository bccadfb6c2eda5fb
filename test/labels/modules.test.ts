import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkRouting, directive, IMAGE_MODULES, type Routing } from "../../components/labels";
import { DIRECTIVES } from "../../components/labels/directives/registry";
import { STANDARD_MODULES } from "../../components/labels/grammar/standard-modules";
import { renderUnchecked } from "../../components/labels/render/render";
import { GLOBAL_PLACES } from "./modules/global-places";
import { type Guest, inSite, type Place } from "./modules/place";
import { PROXY_PLACES } from "./modules/proxy-places";
import { SITE_PLACES } from "./modules/site-places";
import { lookups } from "./modules/sources";
import { type Module, Oracle } from "./oracle";

/* All places of a Caddyfile that name a module: the real Caddy and our checks agree about them. */

const PLACES: readonly Place[] = [...GLOBAL_PLACES, ...SITE_PLACES, ...PROXY_PLACES];
const MODULES = { modules: IMAGE_MODULES };
const NOWHERE: Guest = { name: "nowhere" };

let oracle: Oracle;
let listed: readonly Module[];
beforeAll(async () => {
  oracle = await Oracle.start();
  listed = (await oracle.ask({ op: "modules" })).modules ?? [];
}, 600_000);
afterAll(() => oracle.stop());

/** The real Caddy's result for a routing, without our checks. */
async function refusal({ routing, needs }: Place, guest: Guest): Promise<string | undefined> {
  const containers = [{ labels: renderUnchecked(routing(guest)), ips: ["10.0.0.1"] }];
  const asked = { process: false, validate: needs === undefined };
  const { panic, adaptError, validateError } = await oracle.generate(containers, asked);
  return panic ?? adaptError ?? validateError;
}

/** The names of the standard modules in a namespace, as the real Caddy lists them. */
function standardIn(namespace: string): string[] {
  return listed
    .filter(({ id, standard }) => standard && id.slice(0, id.lastIndexOf(".")) === namespace)
    .map(({ id }) => id.slice(namespace.length + 1))
    .sort();
}

test("the standard modules are those that the real Caddy lists", () => {
  const theirs = Object.keys(STANDARD_MODULES).map((each) => [each, standardIn(each)]);

  expect(STANDARD_MODULES).toEqual(Object.fromEntries(theirs));
});

test("the modules of our own image are those that it has beyond them", () => {
  const handlers = listed.filter(({ id, standard }) => !standard && id.startsWith("http.handlers"));

  expect([...IMAGE_MODULES].sort()).toEqual(handlers.map(({ id }) => id));
});

test("every piece of Caddy's code that looks a module up by a word has its place here", () => {
  const places = PLACES.map(({ source, namespace }) => `${source} ${namespace}`);

  expect([...new Set(places)].sort()).toEqual(lookups());
});

describe("the global option order", () => {
  const ordering = (...args: readonly string[]): Routing => ({
    ...inSite(),
    global: [directive("order", args)],
  });
  const place = { place: "", namespace: "", source: "", needs: "no module of its own" };
  const refused = (routing: Routing) => refusal({ ...place, routing: () => routing }, NOWHERE);

  test("takes every directive that Caddy takes there", async () => {
    const names = Object.keys(DIRECTIVES).filter((name) => name !== "import");
    for (const name of [...names, "basicauth", "skip_log"]) {
      expect([name, await refused(ordering(name, "first"))]).toEqual([name, undefined]);
      expect([name, checkRouting(ordering(name, "first"), MODULES)]).toEqual([name, []]);
    }
  });

  test.each([
    [["nowhere", "first"], "nowhere is not a registered directive"],
    [["header", "before", "nowhere"], "directive 'nowhere' not found"],
  ])("refuses one of no module of the image, as Caddy does: %s", async (args, theirs) => {
    expect(await refused(ordering(...args))).toContain(theirs);
    expect(checkRouting(ordering(...args), MODULES)).toEqual([
      'global option.order names the directive "nowhere", which the proxy\'s image lacks. Take an ' +
        'image that has it, and list it among the proxy\'s directives: ["nowhere"].',
    ]);
    expect(checkRouting(ordering(...args), { directives: ["nowhere"] })).toEqual([]);
  });

  test("needs the module of a directive that is not one of Caddy's own", () => {
    expect(checkRouting(ordering("cache", "before", "rewrite"))).toEqual([
      "global option.order needs the module http.handlers.cache, which the proxy's image lacks. " +
        "Take an image that has it, and list it among the proxy's modules: " +
        '["http.handlers.cache"].',
    ]);
  });
});

describe.each(PLACES)("$place, read by $source for $namespace", (each) => {
  const { place, namespace, known, routing } = each;
  const id = `${namespace}.nowhere`;

  test("Caddy refuses a module that is not there", async () => {
    expect(await refusal(each, NOWHERE)).toContain(`module not registered: ${id}`);
  });

  test("is refused before, with what the image has and the module to add", () => {
    const there = standardIn(namespace);
    const others = there.length === 0 ? "" : `; of ${namespace} it has ${there.join(", ")}`;

    expect(checkRouting(routing(NOWHERE), MODULES)).toEqual([
      `${place} needs the module ${id}, which the proxy's image lacks${others}. Take an image that ` +
        `has it, and list it among the proxy's modules: ["${id}"].`,
    ]);
  });

  test("passes when the image is said to have it", () => {
    expect(checkRouting(routing(NOWHERE), { modules: [...IMAGE_MODULES, id] })).toEqual([]);
  });

  test("takes a standard module, as Caddy does", async () => {
    expect(known?.name).toBe(standardIn(namespace).find((name) => name === known?.name));
    expect(known === undefined).toBe(standardIn(namespace).length === 0);
    if (known === undefined) return;
    expect(await refusal(each, known)).toBe(undefined);
    expect(checkRouting(routing(known), MODULES)).toEqual([]);
  });
});
