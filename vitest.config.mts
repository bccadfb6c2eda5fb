import { basename } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Milliseconds after which a test or hook hangs: no machine that works is so slow. */
const HANGS = 30 * 60_000;

/** The files that take minutes, from the one that takes the most. */
const LONG = [
  "updates",
  "previews",
  "examples",
  "examples-services",
  "faults",
  "entry-point",
  "hosts",
  "network",
  "interrupted",
  "refused-by-caddy",
  "swarm",
  "acme",
  "documents",
];

/** Starts the longest files first, so that none of them runs on alone at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = LONG.indexOf(basename(moduleId, ".test.ts"));
      return found === -1 ? LONG.length : found;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}

// biome-ignore lint/style/noDefaultExport: vitest reads its configuration from the default export.
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/engine/**"],
          setupFiles: ["test/support/setup.ts"],
          testTimeout: HANGS,
          hookTimeout: HANGS,
          // A worker loads the modules once for all its files, which takes as long as half of the tests.
          isolate: false,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "engine",
          include: ["test/engine/**/*.test.ts"],
          globalSetup: ["test/engine/support/setup.ts"],
          testTimeout: HANGS,
          hookTimeout: HANGS,
          expect: { poll: { timeout: HANGS / 2 } },
          isolate: false,
          // One Docker engine and two cores are shared by all files, which wait for containers a lot.
          maxWorkers: 4,
        },
      },
    ],
  },
});
