import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { blocksOf, complaints, printedServices, read } from "./code";

/** All documents but those of docs/labels/, which are generated from cases that have their own tests. */
const DOCUMENTS = [
  "README.md",
  ...readdirSync(resolve(__dirname, "../../docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

test("every program in the README and the documents compiles as printed", () => {
  const programs = DOCUMENTS.flatMap((document) =>
    blocksOf(read(document))("ts")
      .filter((text) => text !== printedServices())
      .map((text, index) => [`${document.replace(/\W/g, "-")}-${index}.ts`, text]),
  );
  const printed = { ...Object.fromEntries(programs), "services.ts": printedServices() };
  const wrong = "const port: string = 80;\nexport { port };";

  expect(programs.length).toBeGreaterThan(28);
  expect(complaints({ ...printed, "wrong.ts": wrong })).toEqual({
    "wrong.ts": ["Type 'number' is not assignable to type 'string'."],
  });
});
