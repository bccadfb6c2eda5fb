// What tells the entries of a list apart when files are merged.
import { fieldOf, fieldsOf, type Located, textOf } from "./tree";

/** Keys whose entries replace those before with the same mark. */
export const UNIQUE: Readonly<Record<string, (entry: Located) => string>> = {
  volumes: (entry) => textOf(fieldOf(entry, "target")) ?? targetOf(textOf(entry) ?? ""),
  devices: (entry) => textOf(fieldOf(entry, "target")) ?? targetOf(textOf(entry) ?? ""),
  ports: stableText,
  env_file: stableText,
  label_file: stableText,
  secrets: (entry) => textOf(fieldOf(entry, "source")) ?? textOf(entry) ?? "",
  configs: (entry) => textOf(fieldOf(entry, "source")) ?? textOf(entry) ?? "",
};

/** The path in the container of `source:target:mode`, whose source can be one of Windows. */
function targetOf(mount: string): string {
  const [first = "", second] = mount.replace(/^[A-Za-z]:[\\/]/, "").split(":");
  return second ?? first;
}

function stableText(entry: Located): string {
  const fields = [...fieldsOf(entry)].map(([name, { node }]) => `${name}=${textOf(node)}`);
  return textOf(entry) ?? fields.sort().join();
}
