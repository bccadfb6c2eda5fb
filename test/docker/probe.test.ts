import { expect, test } from "vitest";
import { probedUrls } from "../../components/service/probes";

const BASES = ["https://shop.localhost", "https://*.shop.localhost"];

test("each host and each path that leads to the service whoever asks has to answer", () => {
  const routes = [
    { path: "/api/*", rateLimit: { events: 1, window: "1m" } },
    { path: "/exact" },
    { path: "/*.jpg" },
    { path: "/post", methods: ["POST"] },
    { path: "/old/*", redirect: { to: "https://shop.localhost/" } },
    { path: "/closed", maintenance: {} },
  ];

  expect(probedUrls(BASES, { routes })).toEqual([
    "https://shop.localhost/",
    "https://shop.localhost/api/",
    "https://shop.localhost/exact",
  ]);
  expect(probedUrls(BASES, { routes: [{ path: "/api/*" }], onlyRoutes: true })).toEqual([
    "https://shop.localhost/api/",
  ]);
});

test("nothing has to answer while the service is under maintenance", () => {
  expect(probedUrls(BASES, { maintenance: {} })).toEqual([]);
});
