import { expect, test } from "vitest";
import { TlsMode } from "../../components";
import type { ProxiedServiceArgs } from "../../components/service/args";
import { probedUrls } from "../../components/service/route";

/** The URLs of a service with these arguments. */
function urls(args: Partial<ProxiedServiceArgs>): string[] {
  const entry = { httpPort: 80, httpsPort: 443 };
  const hosts = ["shop.localhost", "*.shop.localhost"];
  const all = { entry, hosts, ...args } as unknown as ProxiedServiceArgs;
  return probedUrls({ args: all, tls: { mode: TlsMode.Internal } });
}

test("each host must answer, and each path that leads every client to the service", () => {
  const routes = [
    { path: "/api/*", rateLimit: { events: 1, window: "1m" } },
    { path: "/exact" },
    { path: "/*.jpg" },
    { path: "/post", methods: ["POST"] },
    { path: "/old/*", redirect: { to: "https://shop.localhost/" } },
    { path: "/closed", maintenance: {} },
  ];

  expect(urls({ routes })).toEqual([
    "https://shop.localhost/",
    "https://shop.localhost/api/",
    "https://shop.localhost/exact",
  ]);
  expect(urls({ routes: [{ path: "/api/*" }], onlyRoutes: true })).toEqual([
    "https://shop.localhost/api/",
  ]);
});

test("no URL must answer while the service is under maintenance", () => {
  expect(urls({ maintenance: {} })).toEqual([]);
});
