import { vi } from "vitest";

// Unit tests have no Docker engine.
vi.mock("../../components/swarm/manager", async () => {
  const pulumi = await import("@pulumi/pulumi");
  return { requireManager: () => pulumi.output("unix:///var/run/docker.sock") };
});
