import { describe, expect, test } from "vitest";
import { renderArgument, unrepresentable } from "../../components/labels/token";

describe("an argument", () => {
  test.each([
    ["plain", "plain"],
    ["two words", '"two words"'],
    ['say "hi"', '`say "hi"`'],
    ["it's", "it's"],
    ["{placeholder}", "{placeholder}"],
    ["a{{b}}", 'a{{"{{"}}b}}'],
    ["C:\\logs\\x", "C:\\logs\\x"],
  ])("%s is written %s", (text, label) => {
    expect(unrepresentable(text)).toBeUndefined();
    expect(renderArgument(text)).toBe(label);
  });

  test.each([
    ["", "is empty, and an empty argument vanishes in a label"],
    ["a\tb", "holds a control character or a space other than the ordinary one"],
    ["a\u00a0b", "holds a control character or a space other than the ordinary one"],
    ["\ufeffa", "holds a control character or a space other than the ordinary one"],
    ["{$HOME}", 'holds "{$", which Caddy replaces from its own environment'],
    ["{", "is a lone brace, which opens or closes a block"],
    ["}", "is a lone brace, which opens or closes a block"],
    ["<<EOF", 'starts with "<<", which opens a heredoc'],
    ["a\\", "ends in a backslash, which joins lines"],
    ["a \\", "needs quotes and ends in a backslash, which would join them"],
    ["a\\<b", 'holds "\\<", which loses its backslash'],
    ["#a", 'starts with "`" or "#", which quotes or comments out'],
    ["\\`a", 'starts with "`" or "#", which quotes or comments out'],
    ['"`', 'holds both " and `'],
  ])("%j is refused, with the reason", (text, reason) => {
    expect(unrepresentable(text)).toBe(reason);
  });
});
