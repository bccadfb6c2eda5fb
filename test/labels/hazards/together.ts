import {
  handle,
  header,
  internal,
  respond,
  reverseProxy,
  route,
  site,
  tls,
  upstreams,
} from "../../../components/labels";
import { type Hazard, replicas, two } from "./hazard";

export const TOGETHER: readonly Hazard[] = [
  {
    title: "one host and matcher claimed by two services",
    containers: two(
      [site("m.localhost", reverseProxy(upstreams(80)))],
      [site("m.localhost", reverseProxy(upstreams(81)))],
    ),
    harm: "it is loaded, and does something else",
    message:
      'containers "web" and "api": site "m.localhost" has every request claimed by both services. Give them different matchers, or declare them replicas of one service.',
    shows: '[{"dial":"10.0.0.1:80"},{"dial":"10.0.1.1:81"}]',
  },
  {
    title: "one path claimed by two services",
    containers: two(
      [site("m.localhost", handle("/a/*", respond("a")))],
      [site("m.localhost", handle("/a/*", respond("b")))],
    ),
    harm: "it is loaded, and does something else",
    message:
      'containers "web" and "api": site "m.localhost" has path /a/* claimed by both services. Give them different matchers, or declare them replicas of one service.',
    shows: '[{"body":"a","handler":"static_response"},{"body":"b","handler":"static_response"}]',
  },
  {
    title: "two ways to certificates for one site",
    containers: two(
      [site("m.localhost", handle("/a/*", respond("a")), tls(internal()))],
      [site("m.localhost", handle("/b/*", respond("b")), tls({ args: ["a@b.c"], block: [] }))],
    ),
    harm: "it is loaded, and does something else",
    message:
      'containers "web" and "api": site "m.localhost" has two tls that differ. Write it in one of them.',
    shows: '"email":"a@b.c","module":"acme"},{"module":"internal"}',
  },
  {
    title: "a host in two lists of addresses",
    containers: two(
      [site("m.localhost", handle("/a/*", respond("a")))],
      [site(["m.localhost", "n.localhost"], handle("/b/*", respond("b")))],
    ),
    harm: "it is loaded, and does something else",
    message:
      'containers "web" and "api": site "m.localhost" has other addresses beside it in each, and Caddy would drop one. List the same in both.',
    lacks: '"/b/*"',
  },
  {
    title: "replicas with different policies",
    containers: replicas(
      [
        site(
          "m.localhost",
          reverseProxy({ to: upstreams(80), loadBalancing: { policy: "first" } }),
        ),
      ],
      [
        site(
          "m.localhost",
          reverseProxy({ to: upstreams(80), loadBalancing: { policy: "random" } }),
        ),
      ],
    ),
    harm: "its own site is gone",
    shows: "load balancing selection policy already specified",
    message:
      'replicas "web-1" and "web-2": site "m.localhost" has two reverse_proxy.lb_policy that differ, and Caddy would ignore one or drop the site. Write the same in both.',
  },
  {
    title: "blocks that begin alike, which replicas would merge",
    containers: replicas(
      [
        site(
          "m.localhost",
          route(header({ set: { A: "1" } }), header({ set: { B: "{vars.a}" } })),
          respond("a"),
        ),
      ],
      [
        site(
          "m.localhost",
          route(header({ set: { A: "1" } }), header({ set: { B: "{vars.a}" } })),
          respond("a"),
        ),
      ],
    ),
    harm: "it is loaded, and does something else",
    message:
      'container "web-1": site "m.localhost": route.header[1] begins like another one beside it, and the plugin would merge them. Put them into one, or give them different matchers.\ncontainer "web-2": site "m.localhost": route.header[1] begins like another one beside it, and the plugin would merge them. Put them into one, or give them different matchers.',
    shows: '{"A":["1"],"B":["{http.vars.a}"]}',
  },
];
