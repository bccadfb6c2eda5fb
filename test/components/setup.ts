import { vi } from "vitest";

// Pulumi writes the provider's functions out as text, which vitest's own form of modules resists;
// the engine tests see the real one.
vi.mock("../../components/route/provider", () => ({ routeProvider: { create: undefined } }));
