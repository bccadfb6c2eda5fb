import type { WrittenCase } from "./case";

const site = (labels: Readonly<Record<string, string>>) => ({
  caddy: "a.localhost",
  "caddy.tls": "internal",
  ...labels,
});

const handles = (condition: string, answer: string, prefix = "") =>
  site({
    [`caddy.@${answer}`]: condition,
    [`caddy.${prefix}handle`]: `@${answer}`,
    [`caddy.${prefix}handle.respond`]: answer,
  });

const PLACE = 'containers "c1" and "c2": site "a.localhost"';
const CHANCE =
  "and for requests of both, chance decides who gets them. Give the directives an order: " +
  "inOrder(1, handle(…)), or exclude one in the other.";

/** Containers that share a site. */
export const ORDERS: readonly WrittenCase[] = [
  {
    title: "conditions of different kinds",
    containers: [handles("header X-Beta *", "beta"), handles("method GET", "get")],
    refused: [
      `${PLACE} has matcher {"header":{"X-Beta":true}} and matcher {"method":["GET"]}, ${CHANCE}`,
    ],
  },
  {
    title: "conditions of different kinds, with order prefixes",
    containers: [handles("header X-Beta *", "beta", "2_"), handles("method GET", "get", "1_")],
  },
  {
    title: "the same, the other way round",
    containers: [handles("header X-Beta *", "beta", "1_"), handles("method GET", "get", "2_")],
  },
  {
    title: "several paths that overlap",
    containers: [handles("path /a/* /b/*", "a"), handles("path /b/c /d", "b")],
    refused: [`${PLACE} has path /a/* /b/* and path /b/c /d, ${CHANCE}`],
  },
  {
    title: "a path, and a longer one in it",
    containers: [
      site({ "caddy.handle": "/a/*", "caddy.handle.respond": "a" }),
      site({ "caddy.handle": "/a/b/*", "caddy.handle.respond": "b" }),
    ],
  },
  {
    title: "a directive for all requests before another one for a path",
    containers: [
      site({ "caddy.handle.respond": "all" }),
      site({ "caddy.reverse_proxy": "/api/* app:80" }),
    ],
    refused: [
      `${PLACE} has reverse_proxy for path /api/* in "c2" that never runs, since handle in "c1" answers ` +
        "before it. Write both with the same directive.",
    ],
  },
  {
    title: "a directive for a path before another one for a part of it",
    containers: [
      site({ "caddy.reverse_proxy": "/api/v1/* app:80" }),
      site({ "caddy.handle": "/api/*", "caddy.handle.respond": "api" }),
    ],
    refused: [
      `${PLACE} has reverse_proxy for path /api/v1/* in "c1" that never runs, since handle in "c2" answers ` +
        "before it. Write both with the same directive.",
    ],
  },
];
