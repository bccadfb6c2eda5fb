import { DIRECTIVES } from "../directives/registry";
import type { Directive } from "../model/directive";
import type { Site } from "../model/routing";
import type { ProgramContainer } from "./container";
import { equal } from "./equal";
import { shown } from "./place";

/** Directives of which a site should have only one, in whichever container's labels. */
const OWNED = ["tls", "bind", "encode", "log"];

/** Reports what two services that share a site would do to each other there. */
export function checkSharedSites(
  first: ProgramContainer,
  second: ProgramContainer,
  report: (problem: string) => void,
): void {
  for (const mine of first.routing.sites ?? []) {
    for (const theirs of second.routing.sites ?? []) {
      const shared = mine.addresses.find((each) =>
        theirs.addresses.some((other) => equal(each, other)),
      );
      if (shared === undefined) continue;
      const place = `containers "${first.name}" and "${second.name}": site ${shown(shared)}`;
      if (!equal(mine.addresses, theirs.addresses)) {
        report(
          `${place} has other addresses beside it in each, and Caddy would drop one. List the same in both.`,
        );
        continue;
      }
      for (const problem of [...claimedTwice(mine, theirs), ...disputed(mine, theirs)]) {
        report(`${place} ${problem}`);
      }
    }
  }
}

/** Reports snippets, named routes and global options of one name and two meanings. */
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
    const other = second.routing.global?.find(({ name }) => name === option.name);
    if (other !== undefined && !equal(other, option)) {
      report(
        `${place} global option ${option.name} has two values, and one would be ignored. Set it once.`,
      );
    }
  }
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
    // Logs of different names are different logs.
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

/** Whether a directive is what becomes of matching requests. */
function isClaim({ name }: Directive): boolean {
  const grammar = DIRECTIVES[name];
  return grammar?.terminal === true || (grammar?.routes === true && name !== "handle_errors");
}

function spelled({ matcher }: Directive): string {
  if (matcher === undefined) return "every request";
  const paths = matcher.path ?? [];
  return Object.keys(matcher).length === 1 && paths.length > 0
    ? `path ${paths.join(" ")}`
    : `matcher ${JSON.stringify(matcher)}`;
}
