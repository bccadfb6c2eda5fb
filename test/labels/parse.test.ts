import { describe, expect, test } from "vitest";
import {
  buildEnv,
  handle,
  inOrder,
  join,
  LabelError,
  parseLabels,
  respond,
  reverseProxy,
  site,
  template,
  upstreams,
} from "../../components/labels";

describe("parseLabels", () => {
  test("reads labels as people write them", () => {
    const labels = {
      "com.docker.compose.service": "shop",
      caddy: "www.example.com, example.com",
      "caddy.@api.path": "/api/* /v1/*",
      "caddy.@api.method": "GET",
      "caddy.1_handle": "@api",
      "caddy.1_handle.reverse_proxy": "{{upstreams 8080}}",
      "caddy.2_handle.respond": '"not here" 404',
    };

    expect(parseLabels(labels)).toEqual({
      sites: [
        site(
          ["example.com", "www.example.com"],
          inOrder(
            1,
            handle({ path: ["/api/*", "/v1/*"], method: ["GET"] }, reverseProxy(upstreams(8080))),
          ),
          inOrder(2, handle(respond("not here", { status: 404 }))),
        ),
      ],
    });
  });

  test("reads matchers on one line, variables and templates", () => {
    const labels = {
      edge: "{$DOMAIN:a.localhost}",
      "edge.@get": "not method GET",
      "edge.respond": '@get "at {{index .Names 0}} {{"{{"}}x}} {$REGION}"',
    };
    const body = join("at ", template("index .Names 0"), " {{x}} ", buildEnv("REGION"));

    expect(parseLabels(labels, "edge")).toEqual({
      sites: [
        site(buildEnv("DOMAIN", "a.localhost"), {
          ...respond(body),
          matcher: { not: [{ method: ["GET"] }] },
        }),
      ],
    });
  });

  test("gives nothing for a container without labels of the prefix", () => {
    expect(parseLabels({ other: "x", caddy_ingress_network: "net" })).toEqual({});
  });

  test("names every label that it can't read", () => {
    const labels = {
      caddy: "a.localhost",
      "caddy.@a": "path_regexp a b c",
      "caddy.handle": "@a",
      "caddy.handle.respond": "a",
      "caddy.redir": "@missing /b",
      "caddy.header.X": '""',
    };

    expect(() => parseLabels(labels)).toThrow(
      new LabelError([
        'label "caddy.@a" has a path_regexp matcher that cannot be read.',
        'label "caddy.header.X" has an empty argument, which the plugin drops.',
        'label "caddy.redir" names the matcher @missing, which is not defined.',
      ]),
    );
  });

  test("names a label that makes the proxy panic", () => {
    expect(() => parseLabels({ caddy: "a.localhost", "caddy.": "x", "caddy..y": "z" })).toThrow(
      new LabelError([
        'label "caddy." has an empty part, which makes the proxy panic.',
        'label "caddy..y" has an empty part, which makes the proxy panic.',
      ]),
    );
  });

  test("refuses a template that nothing closes, however often it opens", () => {
    const labels = { caddy: "a.localhost", "caddy.respond": "{{".repeat(200_000) };

    expect(() => parseLabels(labels)).toThrow(
      new LabelError([
        'label "caddy.respond" has a template that no "}}" closes, and the plugin would ignore all labels ' +
          "of the container.",
      ]),
    );
  });
});
