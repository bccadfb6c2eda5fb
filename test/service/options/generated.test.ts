import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { caddyfileOf, checkRouting, IMAGE_MODULES, renderLabels } from "../../../components/labels";
import { serviceProblems } from "../../../components/service/options/routing";
import { serviceSites } from "../../../components/service/options/sites";
import { Oracle } from "../../labels/oracle";
import { held } from "./backend";
import { routing } from "./generated";

const SEED = Number(process.env.SEED ?? 20_261_123);
const modules = IMAGE_MODULES;
const backend = {
  ...held(2),
  hashOf: () => "$2a$14$Zkx19XLiW6VYouLHR5NmfOFU0z2GTNmpkT/5qqR7hx4IjWJPDhjvG",
};

let oracle: Oracle;
beforeAll(async () => {
  oracle = await Oracle.start();
});
afterAll(() => oracle.stop());

/** An equal value whose objects have their keys in reverse order. */
function reversed<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, each: unknown) => {
    if (typeof each !== "object" || each === null || Array.isArray(each)) return each;
    return Object.fromEntries(Object.entries(each).reverse());
  });
}

test(`valid options give valid labels (SEED=${SEED})`, () => {
  fc.assert(
    fc.property(routing, (service) => {
      fc.pre(serviceProblems(service).length === 0);
      const sites = serviceSites(service, backend);
      expect(checkRouting({ sites }, { modules })).toEqual([]);

      const labels = renderLabels({ sites }, "caddy", { modules });
      const again = { sites: serviceSites(reversed(service), backend) };
      expect(Object.keys(labels)).toEqual(Object.keys(labels).sort());
      expect(Object.entries(renderLabels(again, "caddy", { modules }))).toEqual(
        Object.entries(labels),
      );
    }),
    { numRuns: 100, seed: SEED },
  );
});

test(`Caddy adapts and provisions all of it (SEED=${SEED})`, async () => {
  await fc.assert(
    fc.asyncProperty(routing, async (service) => {
      fc.pre(serviceProblems(service).length === 0);
      const sites = serviceSites(service, backend);
      const containers = [{ labels: renderLabels({ sites }, "caddy", { modules }), ips: [] }];
      const { caddyfile, adaptError, validateError } = await oracle.generate(containers);

      expect({ caddyfile, adaptError, validateError }).toEqual({
        caddyfile: caddyfileOf(containers),
      });
    }),
    { numRuns: 60, seed: SEED },
  );
});
