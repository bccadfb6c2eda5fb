// Compose's reading of a project, with the places of what it read.
import { resolve } from "node:path";
import { RECORDS, recordOf } from "./merge";
import { bytesOf, secondsOf } from "./quantities";
import {
  type Field,
  type Fields,
  fieldOf,
  fieldsOf,
  itemsOf,
  type Located,
  type Place,
  textOf,
  treeOf,
  withServices,
} from "./tree";

/**
 * The model of a project, with the place and the spelling of each value that stands in its files, and in their
 * order.
 *
 * @param model what compose printed.
 * @param tree what the files have.
 * @param folder the folder that relative paths start from.
 */
export function withPlaces(model: unknown, tree: Located, folder: string): Located {
  const whole = new Placer(folder).place(model, tree, tree.at);
  return withServices(whole, (service, name) => {
    const own = fieldOf(tree, "services", name);
    return own === undefined ? service : withEnvFiles(service, own);
  });
}

/** Compose puts the variables of `env_file` into the environment; a program reads the file. */
function withEnvFiles(service: Located, own: Located): Located {
  const files = fieldsOf(own).get("env_file");
  if (files === undefined) return service;
  const written = recordOf(fieldOf(own, "environment"));
  const fields = new Map(fieldsOf(service));
  const environment = fields.get("environment");
  const kept = [...fieldsOf(environment?.node)].filter(([name]) => written.has(name));
  if (kept.length === 0) fields.delete("environment");
  else if (environment !== undefined) {
    const { key, node } = environment;
    fields.set("environment", { key, node: { at: node.at, value: new Map(kept) } });
  }
  fields.set("env_file", files);
  return { at: service.at, value: new Map(inOrderOf(fieldsOf(own), [...fields])) };
}

/** Entries in the order of the files, and behind them those that the files don't have. */
function inOrderOf<T>(known: Fields, entries: readonly [string, T][]): [string, T][] {
  const order = [...known.keys()];
  const place = (name: string) => (known.has(name) ? order.indexOf(name) : order.length);
  return [...entries].sort(([a], [b]) => place(a) - place(b));
}

class Placer {
  constructor(private readonly folder: string) {}

  /** @param at the place of what the files don't have. */
  place(value: unknown, tree: Located | undefined, at: Place, key = ""): Located {
    if (tree === undefined) return treeOf(value, at);
    if (RECORDS.has(key)) return this.record(value, tree, key);
    if (Array.isArray(value)) return this.list(value, tree);
    if (typeof value === "object" && value !== null) return this.fields(value, tree);
    return this.means(value, tree) ? tree : treeOf(value, tree.at);
  }

  private record(value: unknown, tree: Located, key: string): Located {
    const found = recordOf(treeOf(value, tree.at), key);
    const plain = [...found].map(([name, { node }]) => [name, node.value] as const);
    return this.named(new Map(plain), recordOf(tree, key), tree.at);
  }

  private list(value: readonly unknown[], tree: Located): Located {
    const items = itemsOf(tree);
    if (items.length !== value.length) return treeOf(value, tree.at);
    return {
      at: tree.at,
      value: value.map((each, index) => this.place(each, items[index], tree.at)),
    };
  }

  private fields(value: object, tree: Located): Located {
    // A list of names is another form of an object, as of networks and depends_on.
    const names = itemsOf(tree).flatMap((item): [string, Field][] => {
      const name = textOf(item);
      return name === undefined
        ? []
        : [[name, { key: item.at, node: { at: item.at, value: null } }]];
    });
    const known = names.length > 0 ? new Map(names) : fieldsOf(tree);
    return this.named(new Map(Object.entries(value)), known, tree.at);
  }

  /** Fields in the order of the files, without empty ones that only compose has. */
  private named(values: ReadonlyMap<string, unknown>, known: Fields, at: Place): Located {
    const kept = [...values].filter(([name, value]) => known.has(name) || !isEmpty(value));
    return {
      at,
      value: new Map(
        inOrderOf(known, kept).map(([name, value]): [string, Field] => {
          const field = known.get(name);
          return [name, { key: field?.key ?? at, node: this.place(value, field?.node, at, name) }];
        }),
      ),
    };
  }

  /** Whether compose's value is the one of the files in another spelling. */
  private means(value: unknown, tree: Located): boolean {
    const [one, other] = [String(value ?? ""), textOf(tree)];
    if (other === undefined || one === other) return other !== undefined;
    const same = (read: (text: string) => number | undefined) => {
      const known = read(one);
      return known !== undefined && known === read(other);
    };
    return same(bytesOf) || same(secondsOf) || (/[\\/.]/.test(other) && this.samePath(one, other));
  }

  private samePath(one: string, other: string): boolean {
    return resolve(this.folder, one) === resolve(this.folder, other);
  }
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && Object.keys(value ?? {}).length === 0;
}
