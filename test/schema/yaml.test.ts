import { describe, expect, test } from "vitest";
import { readYaml, YamlMistake } from "../../components/schema/yaml";

const STACK = `config:
  gatehouse:proxy:
    httpPort: 80
    tcpPorts:
      - 5432
  docker:host: ssh://a
`;

describe("the value of a YAML text", () => {
  test("is a plain one", () => {
    expect(readYaml(STACK, "x.yaml").value).toEqual({
      config: {
        "gatehouse:proxy": { httpPort: 80, tcpPorts: [5432] },
        "docker:host": "ssh://a",
      },
    });
    expect(readYaml('{"a": [1]}', "x.json").value).toEqual({ a: [1] });
    expect(readYaml("", "x.yaml").value).toBe(undefined);
  });

  test.each<[path: string[], line: number | undefined]>([
    [["config", "gatehouse:proxy"], 2],
    [["config", "gatehouse:proxy", "httpPort"], 3],
    [["config", "gatehouse:proxy", "tcpPorts", "0"], 5],
    [["config", "gatehouse:proxy", "httpsPort"], 2],
    [["config", "gatehouse:proxy", "httpPort", "deeper"], 3],
    [["unknown"], undefined],
  ])("has lines: %j is in line %s", (path, line) => {
    expect(readYaml(STACK, "x.yaml").line(path)).toBe(line);
  });
});

const INDENTED =
  "the line is indented as a part of the value above it. Align it with the keys around it.";
const ALIGN =
  "the line is indented neither as its neighbours nor as a part of one. Align it with them.";
const KEY = "is no key with a value. Write a colon and a space behind the key.";

test.each<[text: string, ...mistakes: string[]]>([
  ["config:\n  a: 1\n   b: 2\n", `3:4: ${INDENTED}`],
  ["config:\n  a: 1\n b: 2\n", `3:2: ${ALIGN}`],
  ["config:\n  a:\n    b: 1\n   c: 2\n", `4:4: ${ALIGN}`],
  ["key value\nx: 1\n", `1:1: key value ${KEY}`],
  ["a:b\nc: 1\n", `1:1: a:b ${KEY}`],
  ["a: 1\nb\n", `2:1: b ${KEY}`],
  ["a: b: c\n", "1:4: a value with a colon and a space in it must be quoted."],
  ["a:\n\tb: 1\n", "2:1: a tab indents this line. Indent with spaces."],
  ["a: 1\r\na: 2\r\n", "2:1: the key a is here a second time. Keep one of them."],
  ["a: @x\n", "1:4: a value must not begin with @. Quote it."],
  ['a: "x\nb: 1\n', '3:1: missing closing "quote.'],
  [
    "a: {b: 1\nc: 2\n",
    "2:1: flow map in block collection must be sufficiently indented and end with a }.",
  ],
  [
    "a: @x\nb: `y`\n",
    "1:4: a value must not begin with @. Quote it.",
    "2:4: a value must not begin with `. Quote it.",
  ],
])("%j is refused with its place and its fix", (text, ...mistakes) => {
  const message = mistakes.map((mistake) => `a.yaml:${mistake}`).join("\n");
  expect(() => readYaml(text, "a.yaml")).toThrow(new YamlMistake(message));
});

test("an alias without its anchor is refused", () => {
  expect(() => readYaml("a: *x\n", "a.yaml")).toThrow(
    "a.yaml: Unresolved alias (the anchor must be set before the alias): x.",
  );
});
