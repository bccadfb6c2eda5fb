import * as labels from "../../labels";
import type { Code } from "./code";

/** The value of code that calls only the builders of labels; throws for other code. */
export function evaluate(code: Code): unknown {
  if (typeof code !== "object") return code;
  if ("list" in code) return code.list.map(evaluate);
  if ("properties" in code) {
    return Object.fromEntries(
      code.properties.flatMap(({ key, value }) =>
        key === undefined || value === undefined ? [] : [[key, evaluate(value)]],
      ),
    );
  }
  if ("raw" in code) throw new Error(`an expression that is no data: ${code.raw}`);
  const builder: unknown = Reflect.get(labels, code.call);
  if (typeof builder !== "function") throw new Error(`no builder: ${code.call}`);
  return builder(...code.args.map(evaluate));
}
