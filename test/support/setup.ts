import Module, { createRequire } from "node:module";
import { vi } from "vitest";

// Pulumi can't serialise functions of modules that vitest has transformed. The engine tests cover that.
const require = createRequire(__filename);
const closures = require.resolve("@pulumi/pulumi/runtime/closure/serializeClosure");
require.cache[closures] = Object.assign(new Module(closures), {
  exports: { serializeFunction: async () => ({ text: "", containsSecrets: false }) },
  loaded: true,
});

// Unit tests have no Docker engine.
vi.mock("../../components/swarm/manager", async () => {
  const pulumi = await import("@pulumi/pulumi");
  return { requireManager: () => pulumi.output("unix:///var/run/docker.sock") };
});
