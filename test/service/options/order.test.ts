import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { renderLabels } from "../../../components/labels";
import type { ServiceRoute } from "../../../components/service/options/route";
import { serviceProblems } from "../../../components/service/options/routing";
import { serviceSites } from "../../../components/service/options/sites";
import { Oracle } from "../../labels/oracle";
import { plain, shop } from "./backend";

const SEED = Number(process.env.SEED ?? 20_261_123);

/** A handler in Caddy's JSON: one that answers, or one that tries others in their order. */
interface Handler {
  readonly body?: string;
  readonly routes?: readonly Handled[];
}

interface Handled {
  readonly match?: readonly { readonly path?: readonly string[]; readonly method?: string[] }[];
  readonly handle: readonly Handler[];
}

interface Request {
  readonly path: string;
  readonly method: string;
}

let oracle: Oracle;
beforeAll(async () => {
  oracle = await Oracle.start();
});
afterAll(() => oracle.stop());

const text = fc
  .array(fc.constantFrom("a", "b", "A", "/"), { maxLength: 5 })
  .map((letters) => `/${letters.join("")}`);
const method = fc.constantFrom("GET", "POST");
const condition = fc.oneof(
  fc.record({ path: text.chain((each) => fc.constantFrom(each, `${each}*`)) }),
  fc.record({ methods: fc.tuple(method) }),
  fc.record({
    path: text.chain((each) => fc.constantFrom(each, `${each}*`)),
    methods: fc.tuple(method),
  }),
);

/** The body that a request gets from routes in this order. */
function bodyFor(request: Request, routes: readonly Handled[]): string | undefined {
  const found = routes.find(({ match }) => match === undefined || match.some(suits(request)));
  const handlers = found?.handle ?? [];
  return handlers
    .map(({ body, routes: inner }) => body ?? (inner && bodyFor(request, inner)))
    .find((body) => body !== undefined);
}

const suits =
  ({ path, method }: Request) =>
  (match: { readonly path?: readonly string[]; readonly method?: readonly string[] }) =>
    (match.method?.includes(method) ?? true) &&
    (match.path?.some((pattern) => fits(path.toLowerCase(), pattern.toLowerCase())) ?? true);

function fits(path: string, pattern: string): boolean {
  return pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}

const written = (routes: readonly ServiceRoute[]): Handled[] =>
  routes.map(({ path, methods, respond }) => ({
    match: [{ path: path === undefined ? undefined : [path], method: methods }],
    handle: [{ body: respond?.body }],
  }));

test(`the first written of several matching routes answers (SEED=${SEED})`, async () => {
  const bodies = fc
    .array(condition, { minLength: 2, maxLength: 26 })
    .map((all) =>
      all.map((each, index): ServiceRoute => ({ ...each, respond: { body: `route ${index}` } })),
    );
  const reached = bodies.map(reachable);
  const requests = fc.array(fc.record({ path: text, method }), { minLength: 20, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(reached, requests, async (routes, asked) => {
      const handled = await adapted(routes);
      for (const request of asked) {
        expect(bodyFor(request, handled)).toBe(bodyFor(request, written(routes)));
      }
    }),
    { numRuns: 150, seed: SEED },
  );
});

test("a route without a path keeps its place among more routes than a block of Go's sort", async () => {
  const first = Array.from({ length: 19 }, (_, index) => ({ path: `/${index}` }));
  const all = [...first, { methods: ["POST"] }, { path: "/long/path/*" }];
  const routes = all.map((each, index) => ({ ...each, respond: { body: `route ${index}` } }));
  const request = { path: "/long/path/here", method: "POST" };

  expect(bodyFor(request, await adapted(routes))).toBe("route 19");
});

/** The routes without those that an earlier route makes unreachable. */
function reachable(routes: readonly ServiceRoute[]): ServiceRoute[] {
  const kept: ServiceRoute[] = [];
  for (const each of routes) {
    if (serviceProblems({ routes: [...kept, each] }).length === 0) kept.push(each);
  }
  return kept;
}

/** The routes of a site in Caddy's JSON. */
async function adapted(routes: ServiceRoute[]): Promise<readonly Handled[]> {
  const sites = serviceSites(shop({ onlyRoutes: true, routes }), plain);
  const containers = [{ labels: renderLabels({ sites }), ips: [] }];
  const { json } = await oracle.generate(containers, { validate: false });
  const [server] = Object.values(serversOf(json));
  return server?.routes[0]?.handle[0]?.routes ?? [];
}

function serversOf(json: unknown): Record<string, { readonly routes: readonly Handled[] }> {
  const config = json as {
    apps: { http: { servers: Record<string, { routes: readonly Handled[] }> } };
  };
  return config.apps.http.servers;
}
