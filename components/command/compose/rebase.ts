// Relative paths of a file that one in another folder includes or extends.
import { isAbsolute, relative, resolve } from "node:path";
import { fieldsOf, itemsOf, type Located, textOf } from "./tree";

type Change = (node: Located) => Located;

/** The tree of a file, with the relative paths of its folder as those of another one. */
export function rebased(tree: Located, from: string, to: string): Located {
  if (from === to) return tree;
  const path = text((given) => moved(given, from, to));
  const mount = text((given) => {
    const [, source, rest = ""] = /^(\.[^:]*)(:[\s\S]*)$/.exec(given) ?? [];
    return source === undefined ? given : moved(source, from, to) + rest;
  });
  const service = fields({
    build: (node) => fields({ context: path })(path(node)),
    env_file: each((node) => fields({ path })(path(node))),
    label_file: each(path),
    volumes: each((node) => (isBind(node) ? fields({ source: path })(node) : mount(node))),
  });
  const file = values(fields({ file: path }));
  return fields({ services: values(service), configs: file, secrets: file })(tree);
}

function moved(path: string, from: string, to: string): string {
  if (isAbsolute(path) || /^(~|[a-z]+:\/\/|[A-Za-z]:[\\/])/.test(path)) return path;
  const found = relative(to, resolve(from, path)).replaceAll("\\", "/");
  return found.startsWith(".") ? found : `./${found}`;
}

function isBind(node: Located): boolean {
  return textOf(fieldsOf(node).get("type")?.node) === "bind";
}

/** Changes a string; nothing else. */
function text(change: (given: string) => string): Change {
  return (node) => (typeof node.value === "string" ? { ...node, value: change(node.value) } : node);
}

/** Changes fields of an object by their names. */
function fields(changes: Readonly<Record<string, Change>>): Change {
  return (node) => inFields(node, (name) => changes[name]);
}

/** Changes all fields of an object. */
function values(change: Change): Change {
  return (node) => inFields(node, () => change);
}

function inFields(node: Located, changeOf: (name: string) => Change | undefined): Located {
  if (!(node.value instanceof Map)) return node;
  const changed = [...fieldsOf(node)].map(([name, field]) => {
    const change = changeOf(name);
    return [name, change ? { key: field.key, node: change(field.node) } : field] as const;
  });
  return { ...node, value: new Map(changed) };
}

/** Changes the items of an array, or a single value. */
function each(change: Change): Change {
  return (node) =>
    Array.isArray(node.value) ? { ...node, value: itemsOf(node).map(change) } : change(node);
}
