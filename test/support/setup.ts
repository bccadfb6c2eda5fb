import * as pulumi from "@pulumi/pulumi";
import { afterAll, vi } from "vitest";

// Unit tests have no Docker engine.
vi.mock("../../components/swarm/manager", async () => {
  const pulumi = await import("@pulumi/pulumi");
  return { requireManager: () => pulumi.output("unix:///var/run/docker.sock") };
});

// The files of a worker share its modules, and must not find the configuration of the one before.
afterAll(() => pulumi.runtime.setAllConfig({}));
