import fc from "fast-check";
import {
  bind,
  type Directive,
  encode,
  internal,
  log,
  type Routing,
  type Site,
  site,
  tls,
} from "../../../components/labels";
import { checkRouting } from "../../../components/labels/check/routing";
import { body, type Meaning, type Meant } from "./handlers";

/** A generated container: its routing, its IP addresses, and the expected configuration. */
export interface GeneratedContainer {
  readonly routing: Routing;
  readonly ips: readonly string[];
  /** The expected configuration of each host, given these IP addresses. */
  readonly meanings: (ips: readonly string[]) => ReadonlyMap<string, readonly Meaning[]>;
}

/** Directives that do not answer requests. */
const settings: fc.Arbitrary<readonly Directive[]> = fc.subarray([
  encode(),
  log({ level: "ERROR" }),
  bind(["127.0.0.1"]),
]);

const siteParts = fc.record({ meant: body, extra: settings, http: fc.boolean() });

interface Parts {
  readonly meant: readonly Meant[];
  readonly extra: readonly Directive[];
  readonly http: boolean;
}

const containerParts = fc.tuple(
  fc.oneof(
    { weight: 3, arbitrary: siteParts.map((only) => [only]) },
    { weight: 1, arbitrary: fc.array(siteParts, { minLength: 2, maxLength: 2 }) },
  ),
  fc.integer({ min: 1, max: 2 }),
);

/** A program with one container. */
export const lone: fc.Arbitrary<GeneratedContainer> = containerParts
  .map(([sites, replicas]) => container(0, sites, replicas))
  .filter(({ routing }) => checkRouting(routing).length === 0);

/** A program with one or two valid containers that share no host. */
export const program: fc.Arbitrary<readonly GeneratedContainer[]> = fc
  .array(containerParts, { minLength: 1, maxLength: 2 })
  .map((containers) =>
    containers.map(([sites, replicas], index) => container(index, sites, replicas)),
  )
  .filter((containers) => containers.every(({ routing }) => checkRouting(routing).length === 0));

function container(index: number, sites: readonly Parts[], addresses: number): GeneratedContainer {
  const ips = Array.from({ length: addresses }, (_, n) => `10.${index}.0.${n + 1}`);
  const built = sites.map((parts, n) => ({ host: `s${n}.c${index}.localhost`, parts }));
  return {
    routing: { sites: built.map(({ host, parts }) => build(host, parts)) },
    ips,
    meanings: (given) =>
      new Map(
        built.map(({ host, parts }) => [host, parts.meant.flatMap((each) => each.meanings(given))]),
      ),
  };
}

function build(host: string, { meant, extra, http }: Parts): Site {
  const directives = [...meant.map(({ directive }) => directive), ...extra];
  return http ? site(`http://${host}`, ...directives) : site(host, ...directives, tls(internal()));
}
