import { list, object } from "../../code/code";
import { fieldOf, itemsOf, type Located, textOf } from "../../compose/tree";
import type { Target } from "../target";

/** Capabilities and the rest of a container's confinement, which are one argument here. */
export function confinementPart(_: Located, to: Target, service: Located): void {
  if (to.args.has("confinement") || to.args.has("capabilities")) return;
  const listOf = (key: string) => itemsOf(fieldOf(service, key)).map((item) => textOf(item) ?? "");
  const [add, drop] = [listOf("cap_add").map(capability), listOf("cap_drop").map(capability)];
  const options = listOf("security_opt");
  const readOnly = textOf(fieldOf(service, "read_only")) === "true";
  const noPrivileges = options.some((option) => /^no-new-privileges([:=]true)?$/.test(option));
  if (drop.includes("CAP_ALL")) {
    to.set(
      "confinement",
      object({
        capabilities: add.length === 0 ? undefined : list(add),
        writable: readOnly ? undefined : true,
      }),
    );
  } else {
    const own = object({
      add: add.length === 0 ? undefined : list(add),
      drop: drop.length === 0 ? undefined : list(drop),
    });
    if (own.properties.length > 0) to.set("capabilities", own);
    for (const [key, wanted] of [
      ["read_only", readOnly],
      ["security_opt", noPrivileges],
    ] as const) {
      const place = fieldOf(service, key)?.at;
      if (!wanted || place === undefined) continue;
      to.left(
        place,
        key,
        "it is part of confinement, which also drops all capabilities: write confinement: {} where the program needs none.",
      );
    }
  }
  for (const option of options.filter((each) => !/^no-new-privileges/.test(each))) {
    to.left(
      fieldOf(service, "security_opt")?.at ?? service.at,
      "security_opt",
      `${option}: there is no argument for it.`,
    );
  }
}

function capability(name: string): string {
  return name.startsWith("CAP_") ? name : `CAP_${name}`;
}
