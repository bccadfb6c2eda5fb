import { vi } from "vitest";

// Pulumi writes the providers' functions out as text, which vitest's own form of modules resists;
// the engine tests see the real one.
vi.mock("../../components/route/provider", () => ({ routeProvider: { create: undefined } }));
vi.mock("../../components/prepared/provider", () => ({ preparedProvider: { create: undefined } }));
vi.mock("../../components/faults/toxic-proxy-provider", () => ({
  toxicProxyProvider: { create: undefined },
}));
vi.mock("../../components/faults/toxic-provider", () => ({
  toxicProvider: { create: undefined },
}));
