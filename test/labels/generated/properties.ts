import fc from "fast-check";
import { expect } from "vitest";
import { caddyfileOf, parseLabels, type Routing, renderLabels } from "../../../components/labels";
import type { Oracle } from "../oracle";
import { adaptedMeanings, adaptedSite, sorted } from "./adapted";
import type { Meaning } from "./handlers";
import { type GeneratedContainer, lone, program } from "./program";

/** The seed of a run. The default is fixed, so a failure is due to a change; SEED sets another. */
export const SEED = Number(process.env.SEED ?? 20_261_123);

/** The number of programs that a run generates. */
export const PROGRAMS = Number(process.env.PROGRAMS ?? 3_000);

const labelled = ({ routing, ips }: GeneratedContainer) => ({ labels: renderLabels(routing), ips });

/**
 * The plugin's Caddyfile equals ours, Caddy adapts and provisions it, and its JSON is the one expected
 * from the types.
 */
export async function proveGenerated(oracle: Oracle, seed: number, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(program, async (containers) => {
      const input = containers.map(labelled);
      const answer = await oracle.generate(input);
      const { caddyfile, json, panic, adaptError, validateError } = answer;
      expect({ caddyfile, panic, adaptError, validateError }).toEqual({
        caddyfile: caddyfileOf(input),
      });
      for (const { meanings, ips } of containers) expectMeanings(json, meanings(ips));
    }),
    { numRuns, seed },
  );
}

/** A container does not change the configuration of other containers' hosts. */
export async function proveIsolation(oracle: Oracle, seed: number, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(program, async (containers) => {
      const [first, ...others] = containers.map(labelled);
      if (first === undefined) return;
      const alone = await oracle.generate([first], { validate: false });
      const together = await oracle.generate([...others, first], { validate: false });
      for (const host of hostsOf(containers[0])) {
        expect(adaptedSite(together.json, host)).toEqual(adaptedSite(alone.json, host));
      }
    }),
    { numRuns, seed },
  );
}

/** Replicas add upstreams, and change nothing else. */
export async function proveReplicas(oracle: Oracle, seed: number, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(lone, async (container) => {
      const replica = { ...container, ips: ["10.250.0.1"] };
      const input = [replica, container].map(labelled);
      const { caddyfile, json } = await oracle.generate(input, { validate: false });
      expect(caddyfile).toBe(caddyfileOf(input));
      expectMeanings(json, container.meanings([...replica.ips, ...container.ips]));
    }),
    { numRuns, seed },
  );
}

function expectMeanings(json: unknown, meanings: ReadonlyMap<string, readonly Meaning[]>): void {
  for (const [host, wanted] of meanings) {
    expect(adaptedMeanings(json, host)).toEqual(sorted(wanted));
  }
}

function hostsOf(container: GeneratedContainer | undefined): readonly string[] {
  return [...(container?.meanings([]).keys() ?? [])];
}

/** Parsing labels returns data equal to their source, whatever the order of its keys. */
export function proveRoundTrip(seed: number, numRuns: number): void {
  fc.assert(
    fc.property(program, (containers) => {
      for (const { routing } of containers) {
        const labels = renderLabels(routing);
        expect(parseLabels(shuffled(labels))).toEqual(routing);
        expect(Object.entries(renderLabels(shuffled(routing)))).toEqual(Object.entries(labels));
      }
    }),
    { numRuns, seed },
  );
}

/** An equal value with the keys of all objects in reverse order. */
function shuffled<T extends Routing | Record<string, string>>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, each: unknown) => {
    if (typeof each !== "object" || each === null || Array.isArray(each)) return each;
    return Object.fromEntries(Object.entries(each).reverse());
  });
}
