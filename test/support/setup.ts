import Module, { createRequire } from "node:module";
import { vi } from "vitest";

// Pulumi can't write functions as text in the form that vitest gives modules. The engine tests see it.
const require = createRequire(__filename);
const closures = require.resolve("@pulumi/pulumi/runtime/closure/serializeClosure");
require.cache[closures] = Object.assign(new Module(closures), {
  exports: { serializeFunction: async () => ({ text: "", containsSecrets: false }) },
  loaded: true,
});

// There is no engine to ask.
vi.mock("../../components/swarm/manager", async () => {
  const pulumi = await import("@pulumi/pulumi");
  return { requireManager: () => pulumi.output("unix:///var/run/docker.sock") };
});
