import type { Argument } from "../model/argument";
import { toMatcher } from "../model/canonical";
import { type Directive, directive, option, optionsOf, withMatcher } from "../model/directive";
import type { MatcherConditions } from "../model/matcher";

/** What Caddy does with responses of the directives behind it: directives of its own, or a status. */
export interface InterceptedResponse {
  /** The responses, by `status` and `header`. Default: all. */
  readonly match?: Pick<MatcherConditions, "status" | "header">;
  /** Directives that answer in place of the response. */
  readonly directives?: readonly Directive[];
  /** A status in place of the response's own, where there are no `directives`. */
  readonly replaceStatus?: number | string;
}

/**
 * Handles responses of the directives behind it; the first that matches applies:
 * `intercept({ match: { status: "5xx" }, directives: [respond("try later")] })`.
 */
export function intercept(
  ...responses: readonly [InterceptedResponse, ...InterceptedResponse[]]
): Directive {
  return directive("intercept", [], responses.map(responseDirective));
}

function responseDirective({ match, directives, replaceStatus }: InterceptedResponse): Directive {
  const word =
    directives === undefined && replaceStatus !== undefined
      ? directive("replace_status", [String(replaceStatus)])
      : directive("handle_response", [], directives);
  return withMatcher(toMatcher(match), word);
}

/** Sends the upstream's response on, in a `handleResponse`; with a status in place of its own. */
export function copyResponse(status?: number | string): Directive {
  return directive("copy_response", status === undefined ? [] : [String(status)]);
}

/** Copies headers of the upstream's response, in a `handleResponse`: `include`, or all but `exclude`. */
export function copyResponseHeaders(
  fields: { readonly include: readonly string[] } | { readonly exclude: readonly string[] },
): Directive {
  return directive("copy_response_headers", [], optionsOf({ ...fields }));
}

/** Pushes resources over HTTP/2, which most browsers ignore by now. */
export function push(resources: readonly [Argument, ...Argument[]]): Directive {
  return directive(
    "push",
    [],
    resources.flatMap((each) => option("GET", each)),
  );
}
