import { expect, test } from "vitest";
import { LabelsOn, TlsMode } from "../../components";
import { edits, firstProgram, kindsOfEdits, SEED } from "../engine/previews/edits";
import type { ProgramSpec, ServiceSpec } from "../engine/previews/program";

const images = ["v1", "v2", "whoami"].map((image) => ({ image, port: 80 }));

/** The two-way edits of a service and of the program. */
const STATES: Record<string, (service: ServiceSpec, program: ProgramSpec) => boolean> = {
  path: ({ path }) => path !== undefined,
  tls: ({ tls }) => tls === TlsMode.Off,
  scale: ({ replicas }) => replicas > 1,
  labelsOn: ({ labelsOn }) => labelsOn === LabelsOn.Container,
  // A service whose route has a path does not use the module.
  limited: ({ limited, path }) => limited && path === undefined,
  modules: (_, { modules }) => modules,
};

/** The directions of the usual round's edits, of services that stay in the program. */
function ways(): string[] {
  const programs = [firstProgram(images)];
  programs.push(...edits(kindsOfEdits(SEED), SEED, images).map(({ program }) => program));
  const pairs = programs.slice(1).map((program, index) => [programs[index], program] as const);
  const found = pairs.flatMap(([before, after]) =>
    after.services.flatMap((service) => {
      const old = before?.services.find(({ name }) => name === service.name);
      if (before === undefined || old === undefined) return [];
      return Object.entries(STATES)
        .map(([state, is]) => [state, is(old, before), is(service, after)] as const)
        .filter(([, was, now]) => was !== now)
        .map(([state, , now]) => `${state} ${now ? "there" : "back"}`);
    }),
  );
  return [...new Set(found)].sort();
}

test("the usual edits of the engine tests make every two-way edit in both directions", () => {
  const wanted = Object.keys(STATES).flatMap((state) => [`${state} back`, `${state} there`]);

  expect(ways()).toEqual(wanted.sort());
});

test("the usual edits have every kind", () => {
  expect([...new Set(kindsOfEdits(SEED))].sort()).toEqual([
    "add",
    "environment",
    "host",
    "image",
    "image, environment and route",
    "labelsOn",
    "module",
    "nothing",
    "proxy",
    "remove",
    "rename",
    "route",
    "scale",
    "tls",
  ]);
});
