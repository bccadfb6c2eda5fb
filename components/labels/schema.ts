import { z } from "zod";
import type { Directive } from ".";

/*
 * Checks the form of values that the builders of labels make; check/ checks their content.
 */

const DIRECTIVES =
  'must be an array of directives as their builders make them, such as [respond("hi")]';
const SITES =
  'must be an array of sites as site() makes them, such as [site(["a.localhost"], respond("hi"))]';
const NAMED = "must be an array as snippet() and namedRoute() make them";
const ROUTING = "must be an object with global, routes, sites, snippets";

const directives = z.array(z.custom<Directive>(isDirective, { error: DIRECTIVES }), {
  error: DIRECTIVES,
});

const named = z.array(
  z.custom(
    (value) =>
      typeof field(value, "name") === "string" && areDirectives(field(value, "directives")),
    { error: NAMED },
  ),
  { error: NAMED },
);

/** An array of sites. */
export const sites = z.array(
  z.custom(
    (value) => isArguments(field(value, "addresses")) && areDirectives(field(value, "directives")),
    { error: SITES },
  ),
  { error: SITES },
);

/** The routing of an entry point, beside the sites of services. */
export const routing = z.object(
  {
    global: directives.optional(),
    snippets: named.optional(),
    routes: named.optional(),
    sites: sites.optional(),
  },
  { error: ROUTING },
);

function isDirective(value: unknown): boolean {
  const matcher = field(value, "matcher");
  return (
    typeof field(value, "name") === "string" &&
    (matcher === undefined || (typeof matcher === "object" && matcher !== null)) &&
    ["undefined", "number"].includes(typeof field(value, "order")) &&
    isArguments(field(value, "args")) &&
    areDirectives(field(value, "block"))
  );
}

function areDirectives(value: unknown): boolean {
  return Array.isArray(value) && value.every(isDirective);
}

function isArguments(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === "string" || isFilled(each));
}

/** Whether the plugin or Caddy fills the argument in. */
function isFilled(value: unknown): boolean {
  return (
    typeof field(value, "template") === "string" ||
    typeof field(value, "environment") === "string" ||
    isArguments(field(value, "parts"))
  );
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
