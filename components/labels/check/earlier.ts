import { stable } from "../matchers/words";
import { siteAddress } from "../model/address";
import type { Routing } from "../model/routing";
import type { ProgramContainer } from "./shared";

/** A name that a container declares, and its meanings: most have one. */
interface Declared {
  readonly name: string;
  readonly meanings: readonly string[];
}

/** The containers that a check has passed, found by their addresses and by the names that they declare. */
export class EarlierContainers {
  private readonly containers: ProgramContainer[] = [];
  private readonly byAddress = new Map<string, number[]>();
  /** For each name, the containers of each meaning. */
  private readonly byName = new Map<string, Map<string, number[]>>();

  /** Adds a container; returns those before it that may be in conflict with it, in their order. */
  meet(container: ProgramContainer): ProgramContainer[] {
    const addresses = addressesOf(container.routing);
    const declared = declaredIn(container.routing);
    const found = new Set<number>();
    for (const address of addresses) addAll(found, this.byAddress.get(address));
    for (const { name, meanings } of declared) {
      for (const [meaning, theirs] of this.byName.get(name) ?? []) {
        if (meaning !== meanings[0]) addAll(found, theirs);
      }
    }
    this.add(container, addresses, declared);
    const inOrder = [...found].sort((a, b) => a - b);
    return inOrder.flatMap((index) => this.containers[index] ?? []);
  }

  private add(
    container: ProgramContainer,
    addresses: Iterable<string>,
    declared: readonly Declared[],
  ): void {
    const index = this.containers.push(container) - 1;
    for (const address of addresses) at(this.byAddress, address, list).push(index);
    for (const { name, meanings } of declared) {
      const byMeaning = at(this.byName, name, () => new Map<string, number[]>());
      for (const meaning of meanings) at(byMeaning, meaning, list).push(index);
    }
  }
}

function addressesOf({ sites = [] }: Routing): ReadonlySet<string> {
  const all = sites.flatMap(({ addresses }) => addresses);
  return new Set(all.map((each) => stable(siteAddress(each))));
}

function declaredIn({ snippets = [], routes = [], global = [] }: Routing): Declared[] {
  const all = new Map<string, string[]>();
  const add = (kind: string, name: string, meaning: unknown) =>
    at(all, `${kind} ${name}`, () => [] as string[]).push(stable(meaning));
  for (const { name, directives } of snippets) add("snippet", name, directives);
  for (const { name, directives } of routes) add("route", name, directives);
  for (const option of global) add("option", option.name, option);
  return [...all].map(([name, meanings]) => ({ name, meanings }));
}

function addAll(found: Set<number>, indexes: readonly number[] = []): void {
  for (const index of indexes) found.add(index);
}

const list = (): number[] => [];

/** The value of a key, which is made if it is not there. */
function at<T>(values: Map<string, T>, key: string, make: () => T): T {
  const known = values.get(key);
  if (known !== undefined) return known;
  const made = make();
  values.set(key, made);
  return made;
}
