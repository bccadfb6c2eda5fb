import { relative, resolve } from "node:path";
import { CommandFailure } from "../failure";
import { readText } from "./file-reader";
import type { Variables } from "./interpolate";
import { entriesOf, recordOf } from "./merge";
import {
  type Field,
  fieldOf,
  fieldsOf,
  type Located,
  type Place,
  shownPlace,
  textOf,
} from "./tree";

/** A service with the labels of its `label_file`, which its own ones override. */
export function withLabelFiles(service: Located, folder: string, variables: Variables): Located {
  const files = fieldOf(service, "label_file");
  if (files === undefined) return service;
  const paths = entriesOf(files);
  const labels = new Map([
    ...paths.flatMap((path) => labelsIn(resolve(folder, textOf(path) ?? ""), variables)),
    ...recordOf(fieldOf(service, "labels")),
  ]);
  const others = [...fieldsOf(service)].filter(([key]) => key !== "label_file");
  const field: Field = { key: files.at, node: { at: files.at, value: labels } };
  return { ...service, value: new Map([...others, ["labels", field]]) };
}

function labelsIn(path: string, variables: Variables): [string, Field][] {
  const file = relative(process.cwd(), path);
  return readText(file)
    .split(/\r?\n/)
    .flatMap((line, index): [string, Field][] => {
      const at = { file, line: index + 1, column: 1 };
      if (/^\s*(#|$)/.test(line)) return [];
      const [, name = "", text = ""] =
        /^\s*(?:export\s+)?([\w.[\]-]+)\s*[=:](.*)$/.exec(line) ?? [];
      if (name === "") throw unreadable(line, at);
      return [[name, { key: at, node: { at, value: valueIn(text.trim(), at, variables) } }]];
    });
}

/** A value as compose reads it: with variables, unless it is in single quotes. */
function valueIn(text: string, at: Place, variables: Variables): string {
  const [, single] = /^'((?:\\'|[^'])*)'/.exec(text) ?? [];
  if (single !== undefined) return single.replaceAll("\\'", "'");
  const [, double] = /^"((?:\\.|[^"\\])*)"/.exec(text) ?? [];
  if (double === undefined) return variables.replaced(text.replace(/(^|\s)#.*$/, ""), at).trimEnd();
  const plain = double.replaceAll("\\$", "$$$$").replace(/\\(.)/g, (_, sign: string) => {
    return { n: "\n", r: "\r", t: "\t" }[sign] ?? sign;
  });
  return variables.replaced(plain, at);
}

function unreadable(line: string, at: Place): CommandFailure {
  return new CommandFailure(
    `${shownPlace(at)}: compose can't read ${JSON.stringify(line.trim())}: the name of a label in a label_file has ` +
      "letters, digits and _ . - only. Write the label under labels.",
  );
}
