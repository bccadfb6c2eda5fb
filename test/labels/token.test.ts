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
    ["", "is empty, and an empty argument vanishes in a label"],
    ["a\tb", "holds a control character or a space other than the ordinary one"],
    ["a\u00a0b", "holds a control character or a space other than the ordinary one"],
    ["\ufeffa", "holds a control character or a space other than the ordinary one"],
    ["\ud800", "holds a control character or a space other than the ordinary one"],
    ["{$HOME}", 'holds "{$", which Caddy replaces from its own environment. Write buildEnv(name)'],
    ["{", "is a lone brace, which opens or closes a block"],
    ["}", "is a lone brace, which opens or closes a block"],
    ["{}", 'is "{}", which Caddy takes for a block'],
    ["<<EOF", 'starts with "<<", which opens a heredoc'],
    ["a\\", "ends in a backslash, which joins lines"],
    ["a \\", "needs quotes and ends in a backslash, which would join them"],
    ["a\\<b", 'holds "\\<", which loses its backslash'],
    ["#a", 'starts with "`" or "#", which quotes or comments out'],
    ["\\`a", 'starts with "`" or "#", which quotes or comments out'],
    ['"`', 'holds a " or a line break, and a `'],
    [template("invalid"), 'is a template with "invalid", which is no known function'],
    [template(""), "is an empty template"],
    [template('print "a'), "is a template with an open string"],
    [template("print (len .Names"), "is a template with an open bracket"],
    [template("if true"), 'is a template with "if", which is no known function'],
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
