import { ADDED_UP } from "../directives/global-grammar";
import { equal } from "../matchers/words";
import { siteAddress } from "../model/address";
import type { Argument } from "../model/argument";
import type { Directive } from "../model/directive";
import type { Routing, Site } from "../model/routing";
import { namesDefinedTwice } from "../model/written-names";
import { isClaim, orderProblems, spelled } from "./order";
import { shown } from "./place";

/** A container of a program. */
export interface ProgramContainer {
  /** Its name in messages. */
  readonly name: string;
  readonly routing: Routing;
  /**
   * The service that it is a replica of. During an update, the old and the new container are replicas,
   * too. Default: its own name.
   */
  readonly service?: string;
}

/** Directives that a site should have only once, whichever container has it. */
const OWNED = ["tls", "bind", "encode", "log"];

/** Reports conflicts between two services that share a site. */
export function checkSharedSites(
  first: ProgramContainer,
  second: ProgramContainer,
  report: (problem: string) => void,
): void {
  for (const [mine, theirs, shared] of sharedSites(first, second)) {
    const place = `containers "${first.name}" and "${second.name}": site ${shown(shared)}`;
    if (!equal(mine.addresses, theirs.addresses)) {
      report(
        `${place} has other addresses beside it in each, and Caddy would drop one. List the same in both.`,
      );
      continue;
    }
    const unordered = orderProblems([first, mine.directives], [second, theirs.directives]);
    const problems = [
      ...definedTwice(mine, theirs),
      ...claimedTwice(mine, theirs),
      ...unordered,
      ...disputed(mine, theirs),
    ];
    for (const problem of problems) report(`${place} ${problem}`);
  }
}

/** The sites of two containers that share an address, with the first such address. */
export function sharedSites(
  first: ProgramContainer,
  second: ProgramContainer,
): [mine: Site, theirs: Site, shared: Argument][] {
  return (first.routing.sites ?? []).flatMap((mine) =>
    (second.routing.sites ?? []).flatMap((theirs): [Site, Site, Argument][] => {
      const shared = mine.addresses.find((each) =>
        theirs.addresses.some((other) => equal(siteAddress(each), siteAddress(other))),
      );
      return shared === undefined ? [] : [[mine, theirs, shared]];
    }),
  );
}

/** Reports snippets, named routes and global options with one name and two meanings. */
export function checkSharedNames(
  first: ProgramContainer,
  second: ProgramContainer,
  report: (problem: string) => void,
): void {
  const place = `containers "${first.name}" and "${second.name}":`;
  for (const [kind, field] of [
    ["snippet", "snippets"],
    ["named route", "routes"],
  ] as const) {
    for (const { name, directives } of first.routing[field] ?? []) {
      const other = second.routing[field]?.find((each) => each.name === name);
      if (other !== undefined && !equal(other.directives, directives)) {
        report(
          `${place} ${kind} "${name}" has two meanings, and the plugin would unite them. Rename one.`,
        );
      }
    }
  }
  for (const option of first.routing.global ?? []) {
    if (ADDED_UP.has(option.name)) continue;
    const other = second.routing.global?.find(({ name }) => name === option.name);
    if (other !== undefined && !equal(other, option)) {
      report(
        `${place} global option ${option.name} has two values, and Caddy would ignore one. Set it once.`,
      );
    }
  }
}

/** Reports matchers with one name and two definitions in the labels of two containers. */
export function definedTwice(mine: Site, theirs: Site): string[] {
  return namesDefinedTwice(mine, theirs).map(
    (name) =>
      `has the matcher ${name} defined in two ways, which Caddy refuses, or unites. Rename one.`,
  );
}

function claimedTwice(mine: Site, theirs: Site): string[] {
  const claims = mine.directives.filter(isClaim);
  const twice = theirs.directives
    .filter(isClaim)
    .filter((their) => claims.some((each) => equal(each.matcher ?? null, their.matcher ?? null)));
  return twice.map(
    (claim) =>
      `has ${spelled(claim)} claimed by both services. Give them different matchers, or declare them replicas of one service.`,
  );
}

function disputed(mine: Site, theirs: Site): string[] {
  return OWNED.filter((name) => {
    const own = theirs.directives.filter((word) => word.name === name);
    const other = mine.directives.filter((word) => word.name === name);
    // Loggers with different names do not conflict.
    const [first, second] = [
      other.filter((word) => name !== "log" || own.some((each) => sameName(each, word))),
      own.filter((word) => name !== "log" || other.some((each) => sameName(each, word))),
    ];
    return first.length > 0 && second.length > 0 && !equal(first, second);
  }).map((name) => `has two ${name} that differ. Write it in one of them.`);
}

function sameName(one: Directive, other: Directive): boolean {
  return equal(one.args, other.args);
}
