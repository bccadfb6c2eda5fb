import fc from "fast-check";
import { expect, test } from "vitest";
import type { Directive } from "../../../components/labels";
import { serviceProblems } from "../../../components/service/options/routing";
import { serviceSites } from "../../../components/service/options/sites";
import { plain } from "./backend";
import { routing } from "./generated";

const SEED = Number(process.env.SEED ?? 20_261_127);

/** The headers that forward auth copies, in lower case, but for those that a service checks itself. */
const copiedIn = (given: readonly Directive[]): string[] =>
  given.flatMap(({ name, args, block }) =>
    name === "copy_headers" ? args.map((each) => String(each).toLowerCase()) : copiedIn(block),
  );

/** The headers that a block removes. */
const removedIn = (given: readonly Directive[]): string[] =>
  given.flatMap(({ name, args: [field] }) =>
    name === "request_header" && String(field).startsWith("-")
      ? [String(field).slice(1).toLowerCase()]
      : [],
  );

/** The chains of directives that end in a proxy to the service, each from its `handle` on. */
function chains(block: readonly Directive[], before: readonly Directive[] = []): Directive[][] {
  const chain = [...before, ...block];
  const inner = block.filter(({ name }) => name === "handle" || name === "route");
  const proxied = block.some(({ name }) => name === "reverse_proxy");
  return [...(proxied ? [chain] : []), ...inner.flatMap((each) => chains(each.block, chain))];
}

test(`no client can send a header that forward auth copies (SEED=${SEED})`, () => {
  fc.assert(
    fc.property(routing, (service) => {
      fc.pre(serviceProblems(service).length === 0);
      const directives = serviceSites(service, plain).flatMap((site) => site.directives);
      const trusted = copiedIn(directives);

      for (const chain of chains(directives)) {
        const auth = chain.filter(({ name }) => name === "forward_auth");
        const clean = new Set([...removedIn(chain), ...copiedIn(auth)]);
        expect(trusted.filter((name) => !clean.has(name))).toEqual([]);
      }
    }),
    { numRuns: 50, seed: SEED },
  );
});
