// Carriers of keys whose values are those of an argument.
import { list, object } from "../../code/code";
import { recordOf } from "../../compose/merge";
import { itemsOf, type Located, textOf } from "../../compose/tree";
import type { Carrier } from "../target";
import { wordsOrProblem } from "../words";

/** A string. */
export function text(argument: string): Carrier {
  return (node, to) => to.set(argument, textOf(node));
}

/** An array of strings, or a single one. */
export function texts(argument: string): Carrier {
  return (node, to) => to.set(argument, list(textsOf(node)));
}

/** A boolean. */
export function flag(argument: string): Carrier {
  return (node, to) => to.set(argument, textOf(node) === "true");
}

/** An object of strings. */
export function record(argument: string): Carrier {
  return (node, to) => {
    const entries = [...recordOf(node, "extra_hosts")].map(([name, field]) => [
      name,
      textOf(field.node) ?? textsOf(field.node)[0] ?? "",
    ]);
    to.set(argument, object(Object.fromEntries(entries)));
  };
}

/** A command as an array, or as a line that compose splits as a shell does. */
export function words(argument: "command" | "entrypoint"): Carrier {
  return (node, to) => {
    if (Array.isArray(node.value)) {
      const given = textsOf(node);
      if (given.length > 0) to.set(argument, list(given));
      else to.left(node.at, argument, "an empty one, which resets the image's, can't be given.");
      return;
    }
    const line = textOf(node) ?? "";
    if (line === "") return;
    const found = wordsOrProblem(line);
    if (Array.isArray(found)) to.set(argument, list(found));
    else to.left(node.at, argument, found.problem);
  };
}

/** The texts of an array, or of a single one. */
export function textsOf(node: Located): string[] {
  if (Array.isArray(node.value)) return itemsOf(node).map((item) => textOf(item) ?? "");
  return [textOf(node) ?? ""];
}
