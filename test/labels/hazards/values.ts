import { directive, header, join, respond, site, template } from "../../../components/labels";
import { type Hazard, one } from "./hazard";

export const VALUES: readonly Hazard[] = [
  {
    title: "a lone closing brace",
    containers: one(site("m.localhost", respond("}"))),
    harm: "every site is gone",
    shows: "Unexpected '}' because no matching opening brace",
    message:
      'container "web": site "m.localhost": respond "}" is a lone brace, which opens or closes a block.',
  },
  {
    title: "a lone opening brace",
    containers: one(site("m.localhost", respond("{"))),
    harm: "every site is gone",
    shows: "wrong argument count or unexpected line ending after 'respond'",
    message:
      'container "web": site "m.localhost": respond "{" is a lone brace, which opens or closes a block.',
  },
  {
    title: "a value that starts with a backtick",
    containers: one(site("m.localhost", respond("`x"))),
    harm: "it is loaded, and does something else",
    message:
      'container "web": site "m.localhost": respond "`x" starts with "`" or "#", which opens a quote or a comment.',
    shows: '"body":"x"',
  },
  {
    title: "a pair of braces alone",
    containers: one(site("m.localhost", directive("respond", [200], [directive("body", ["{}"])]))),
    harm: "its own site is gone",
    shows: "Unexpected '{}' at end of line",
    message:
      'container "web": site "m.localhost": respond.body "{}" is "{}", which Caddy takes for a block.',
  },
  {
    title: "a value that starts with a hash",
    containers: one(site("m.localhost", respond("#x"))),
    harm: "its own site is gone",
    shows: "wrong argument count or unexpected line ending after 'respond'",
    message:
      'container "web": site "m.localhost": respond "#x" starts with "`" or "#", which opens a quote or a comment.',
  },
  {
    title: "an empty argument",
    containers: one(site("m.localhost", header({ set: { A: "" } }), respond("a"))),
    harm: "it is loaded, and does something else",
    message:
      'container "web": site "m.localhost": header.A "" is empty, and the plugin drops empty arguments.',
    shows: '"set":{"A":[""]}',
  },
  {
    title: "a tab in a value",
    containers: one(site("m.localhost", respond("a\tb"))),
    harm: "it is loaded, and does something else",
    message:
      'container "web": site "m.localhost": respond "a\\tb" has a control character or a space other than U+0020.',
    shows: '"body":"a","handler":"static_response","status_code":"b"',
  },
  {
    title: "a value that ends in a backslash",
    containers: one(site("m.localhost", respond("a\\"))),
    harm: "it is loaded, and does something else",
    message:
      'container "web": site "m.localhost": respond "a\\\\" ends in a backslash, which joins lines.',
    shows: '"body":"a","handler"',
  },
  {
    title: "a heredoc",
    containers: one(site("m.localhost", respond("<<X"))),
    harm: "its own site is gone",
    shows: "incomplete heredoc <<X on line #8, expected ending marker X",
    message:
      'container "web": site "m.localhost": respond "<<X" starts with "<<", which opens a heredoc.',
  },
  {
    title: "an escaped angle bracket",
    containers: one(site("m.localhost", respond("a\\<b"))),
    harm: "it is loaded, and does something else",
    message:
      'container "web": site "m.localhost": respond "a\\\\<b" has "\\<", which loses its backslash.',
    shows: '"body":"a<b"',
  },
  {
    title: "a variable of the proxy's environment in plain text",
    containers: one(site("m.localhost", respond("{$NO_SUCH_THING}x"))),
    harm: "it is loaded, and does something else",
    message:
      'container "web": site "m.localhost": respond "{$NO_SUCH_THING}x" has "{$", which Caddy would replace from its own environment. Write buildEnv(name).',
    shows: '"body":"x"',
  },
  {
    title: "a template that nobody can parse",
    containers: one(site("m.localhost", respond(template("print (")))),
    harm: "its own site is gone",
    shows: "unclosed left paren",
    message:
      'container "web": site "m.localhost": respond "{{print (}}" is a template with an open bracket.',
  },
  {
    title: "a template with an unknown function",
    containers: one(site("m.localhost", respond(join("a", template("invalid"))))),
    harm: "its own site is gone",
    shows: '"invalid\\" not defined',
    message:
      'container "web": site "m.localhost": respond "a{{invalid}}" is a template with "invalid", which is no known function.',
  },
  {
    title: "a word without a name",
    containers: one(site("m.localhost", directive(""))),
    harm: "the proxy panics",
    shows: "runtime error: index out of range [1] with length 0",
    message:
      'container "web": site "m.localhost": has a word named "", which is empty, and the plugin drops empty arguments.',
  },
  {
    title: "a word with a line break in its name",
    containers: one(site("m.localhost", directive("a\n", [], [directive("b")]))),
    harm: "the proxy panics",
    shows: "runtime error: index out of range [1] with length 0",
    message:
      'container "web": site "m.localhost": has a word named "a\\n", which has a line break.',
  },
];
