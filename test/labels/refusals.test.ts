import { expect, test } from "vitest";
import {
  checkRouting,
  type Directive,
  directive,
  globalOption,
  LabelError,
  parseLabels,
  type Routing,
  respond,
  site,
  snippet,
  template,
  uriPathRegexp,
  when,
} from "../../components/labels";

const SITE = 'site "a.localhost":';

const at = (...directives: readonly Directive[]): Routing => ({
  sites: [site("a.localhost", ...directives)],
});

const balanced = (...args: readonly string[]): Routing =>
  at(directive("reverse_proxy", ["b:80"], [directive("lb_policy", args)]));

const certified = (...words: readonly Directive[]): Routing => at(directive("tls", [], words));

test.each<[message: string, Routing]>([
  ["reverse_proxy.lb_policy must have no argument after random.", balanced("random", "x")],
  [
    "reverse_proxy.lb_policy must have a weight for each upstream.",
    balanced("weighted_round_robin"),
  ],
  ["reverse_proxy.lb_policy must have one name after query.", balanced("query")],
  ["tls must have a source of the certificate. Write tls(internal()).", certified()],
  [
    "tls must not have an issuer beside another source of the certificate.",
    certified(directive("ca", ["https://ca.example"]), directive("issuer", ["acme"])),
  ],
  ['respond "{{. |}}" is a template with a "|" at its start or end.', at(respond(template(". |")))],
  [
    'respond.matcher.expression must be a CEL expression, got "path(\'/a)": a string in it is not closed.',
    at(when({ expression: "path('/a)" }, respond("a"))),
  ],
])("checkRouting: %s", (message, routing) => {
  expect(checkRouting(routing)).toEqual([`${SITE} ${message}`]);
});

test.each([
  ["(?-)a", "RE2 has no such group, and no lookaround"],
  ["(?<n>a)(?<n>b)", 'two groups have the name "n"'],
  ["a{3,2}", "the limits of a repetition are in the wrong order"],
  ["[z-a]", "the range z-a is in the wrong order"],
  ["(a)\\1", "RE2 has no backreferences"],
])("checkRouting refuses the regular expression %s", (pattern, reason) => {
  expect(checkRouting(at(uriPathRegexp(pattern, "x")))).toEqual([
    `${SITE} uri must be a regular expression (RE2), got ${JSON.stringify(pattern)}: ${reason}.`,
  ]);
});

test("checkRouting refuses options, snippets and directives that are there twice or empty", () => {
  const routing = {
    global: [globalOption("email", "a@b.example"), globalOption("email", "c@d.example")],
    snippets: [snippet("empty"), snippet("two words", respond("a"))],
  };

  expect(checkRouting(routing)).toEqual([
    "global option email is there twice, and Caddy would ignore one. Drop one.",
    'snippet "empty": has no directive, and the plugin would drop the block after it. Give it one.',
    'snippet "two words": must be named by one word, got "two words".',
  ]);
});

test("parseLabels refuses what has no typed form", () => {
  const labels = {
    caddy: "a.localhost",
    "caddy.@n.protocol": "http https",
    "caddy.respond": "\ue000",
  };

  expect(() => parseLabels(labels)).toThrow(
    new LabelError([
      'label "caddy.respond" has a character of Unicode\'s private use area.',
      'label "caddy.@n.protocol" has a protocol matcher that cannot be read.',
    ]),
  );
});
