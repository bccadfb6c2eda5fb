import { describe, expect, test } from "vitest";
import { type Argument, buildEnv, join, template, upstreams } from "../../components/labels";
import { renderArgument, unrepresentable } from "../../components/labels/render/token";

describe("an argument", () => {
  test.each<[Argument, string]>([
    ["plain", "plain"],
    ["two words", '"two words"'],
    ["two\nlines", "`two\nlines`"],
    ['say "hi"', '`say "hi"`'],
    ["it's", "it's"],
    ["{placeholder}", "{placeholder}"],
    ["a{{b}}", 'a{{"{{"}}b}}'],
    ["{{{", '{{"{{"}}{'],
    ["C:\\logs\\x", "C:\\logs\\x"],
    [upstreams(), "{{upstreams}}"],
    [upstreams(443, "https"), "{{upstreams https 443}}"],
    [template(" index .Names 0 "), "{{index .Names 0}}"],
    [buildEnv("DOMAIN"), "{$DOMAIN}"],
    [buildEnv("DOMAIN", "a b"), '"{$DOMAIN:a b}"'],
    [join("https://", buildEnv("DOMAIN"), "{uri}"), "https://{$DOMAIN}{uri}"],
    [join("{", template(".ID"), "}"), '{{"{"}}{{.ID}}}'],
    [join("{", buildEnv("A")), '{{"{{"}}$A}'],
  ])("%j is written %s", (argument, label) => {
    expect(unrepresentable(argument)).toBeUndefined();
    expect(renderArgument(argument)).toBe(label);
  });

  test.each<[Argument, string]>([
    ["", "is empty, and the plugin drops empty arguments"],
    ["a\tb", "has a control character or a space other than U+0020"],
    ["a\u00a0b", "has a control character or a space other than U+0020"],
    ["\ufeffa", "has a control character or a space other than U+0020"],
    ["\ud800", "has a control character or a space other than U+0020"],
    [
      "{$HOME}",
      'has "{$", which Caddy would replace from its own environment. Write buildEnv(name)',
    ],
    ["{", "is a lone brace, which opens or closes a block"],
    ["}", "is a lone brace, which opens or closes a block"],
    ["{}", 'is "{}", which Caddy takes for a block'],
    ["<<EOF", 'starts with "<<", which opens a heredoc'],
    ["a\\", "ends in a backslash, which joins lines"],
    ["a \\", "needs quotes and ends in a backslash, which would escape the last quote"],
    ["a\\<b", 'has "\\<", which loses its backslash'],
    ["#a", 'starts with "`" or "#", which opens a quote or a comment'],
    ["\\`a", 'starts with "`" or "#", which opens a quote or a comment'],
    ['"`', 'has a " or a line break, and also a `'],
    [template("invalid"), 'is a template with "invalid", which is no known function'],
    [template(""), "is an empty template"],
    [template('print "a'), "is a template with an open string"],
    [template("print (len .Names"), "is a template with an open bracket"],
    [
      template("if true"),
      'is a template with "if", a part of a statement, which has no typed form. Choose a value with ternary: ternary "a" "b" true',
    ],
    [template("- .ID"), "is a template with braces or trim marks of its own"],
    [buildEnv("a-b"), "is not the name of an environment variable"],
    [buildEnv("A", "}"), "has a fallback with a brace, a quote or a backslash"],
  ])("%j is refused, with the reason", (argument, reason) => {
    expect(unrepresentable(argument)).toBe(reason);
  });
});

describe("join", () => {
  test("gives plain text for text alone", () => {
    expect(join("a", "b", join("c", ""))).toBe("abc");
  });

  test("gives a lone variable as it is", () => {
    expect(join("", buildEnv("A"))).toEqual({ environment: "A" });
  });
});
