import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/longest-first";

// biome-ignore lint/style/noDefaultExport: vitest reads its configuration from the default export.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/engine/**"],
          setupFiles: ["test/components/setup.ts"],
          // The first test of a file loads the providers' packages, which a busy machine takes long for.
          testTimeout: 30_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "engine",
          include: ["test/engine/**/*.test.ts"],
          // Everything here waits for real containers; a test that hangs is a failure.
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // One Docker engine and two cores are shared by all files, which wait for containers a lot.
          maxWorkers: 3,
          sequence: { sequencer: LongestFirst },
        },
      },
    ],
  },
});
