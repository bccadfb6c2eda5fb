import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { afterAll, vi } from "vitest";

// Unit tests have no Docker engine.
vi.mock("../../components/swarm/manager", async () => {
  const pulumi = await import("@pulumi/pulumi");
  return { requireManager: () => pulumi.output("unix:///var/run/docker.sock") };
});
vi.mock("../../components/docker/host/kernel", async (original) => ({
  ...(await original()),
  migratesConnections: async () => true,
}));

// With the same values each time, a failure is due to a change; SEED gives other values.
fc.configureGlobal({ seed: Number(process.env.SEED ?? 20_261_123) });

// The files of a worker share its modules, and must not find the configuration of the one before.
afterAll(() => pulumi.runtime.setAllConfig({}));
