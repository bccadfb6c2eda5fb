// The faults that Toxiproxy makes now, whoever made them: the program, an experiment or a person.
import { proxiesOf } from "../../resources/toxics/look";
import { reasonOf } from "../failure";
import type { DeployedComponent, DeployedPath } from "../stack/model";
import type { Fault } from "./model";

/** The faults on the way to a component. */
export interface Faults {
  /** `undefined` where its server can't be asked. */
  readonly faults?: readonly Fault[];
  /** The toxics that the program does not declare, a phrase each. */
  readonly drift: readonly string[];
  /** Why they are unknown. */
  readonly unknown?: string;
}

const UNDECLARED =
  ", which the program does not declare: up leaves it, and toxiproxy-cli removes it";

/** Whether a phrase is about a toxic that no update removes. */
export const isUndeclared = (phrase: string) => phrase.endsWith(UNDECLARED);

/** Asks Toxiproxy about the paths of a component. */
export async function faultsOf({ paths, name }: DeployedComponent): Promise<Faults> {
  try {
    const found = await Promise.all(paths.map(faultOf));
    const faults = found.flatMap(({ fault }) => fault ?? []);
    return { faults, drift: found.flatMap(({ drift }) => drift) };
  } catch (error) {
    return { drift: [], unknown: `The faults of ${name} are unknown: ${reasonOf(error)}` };
  }
}

/** The look at resources reports a path that its server lacks. */
async function faultOf(path: DeployedPath): Promise<{ fault?: Fault; drift: string[] }> {
  const found = (await proxiesOf(path))?.[path.name];
  if (found === undefined) return { drift: [] };
  const { toxics, enabled } = found;
  const declared = path.toxics.map(({ name }) => name);
  const added = toxics.filter(({ name }) => !declared.includes(name));
  const isFaulty = toxics.length > 0 || !enabled;
  return {
    fault: isFaulty ? { path: path.name, down: !enabled, toxics } : undefined,
    drift: added.map(({ name }) => `path ${path.name} has a toxic ${name}${UNDECLARED}`),
  };
}
