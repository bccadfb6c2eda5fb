import { vi } from "vitest";

// Pulumi writes the providers' functions out as text, which vitest's own form of modules resists;
// the engine tests see the real one.
vi.mock("../../components/resources/route/provider", () => ({
  routeProvider: { create: undefined },
}));
vi.mock("../../components/resources/reload/provider", () => ({
  reloadProvider: { create: undefined },
}));
vi.mock("../../components/resources/container-setup/provider", () => ({
  containerSetupProvider: { create: undefined },
}));
vi.mock("../../components/resources/toxics/toxic-proxy-provider", () => ({
  toxicProxyProvider: { create: undefined },
}));
vi.mock("../../components/resources/swarm-rollout/provider", () => ({
  rolloutProvider: { create: undefined },
}));
vi.mock("../../components/resources/swarm-route/provider", () => ({
  swarmRouteProvider: { create: undefined },
}));
vi.mock("../../components/resources/authority/provider", () => ({
  authorityProvider: { create: undefined },
}));
// There is no engine to ask.
vi.mock("../../components/swarm/manager", async () => {
  const pulumi = await import("@pulumi/pulumi");
  return { requireManager: () => pulumi.output("unix:///var/run/docker.sock") };
});
vi.mock("../../components/resources/toxics/toxic-provider", () => ({
  toxicProvider: { create: undefined },
}));
