import fc from "fast-check";
import {
  type Directive,
  error,
  handle,
  handlePath,
  header,
  type MatcherConditions,
  redir,
  requestBody,
  requestHeader,
  respond,
  reverseProxy,
  rewrite,
  route,
  stripPrefix,
  uriReplace,
  when,
} from "../../../components/labels";
import { matcher, meaningOfMatcher } from "./matchers";
import { meaningOfProxy, proxyOptions } from "./proxy";
import { compact, field, path, text, word } from "./text";

/** The requests of a handler in the adapted configuration, and what it does. */
export interface Meaning {
  /** The matcher's JSON; `null` for every request. */
  readonly match: unknown;
  readonly handler: unknown;
}

/** A directive, and its expected JSON in Caddy, made from its types. */
export interface Meant {
  readonly directive: Directive;
  readonly meanings: (ips: readonly string[]) => readonly Meaning[];
}

const plain = (directive: Directive, handler: unknown): Meant => ({
  directive,
  meanings: () => [{ match: null, handler: compact(handler) }],
});

const answering: fc.Arbitrary<Meant> = fc.oneof(
  { weight: 3, arbitrary: proxyOptions.map(proxied) },
  fc.tuple(text, fc.constantFrom(200, 201, 404, 503)).map(([body, status]) =>
    plain(respond(body, { status }), {
      handler: "static_response",
      body,
      status_code: status,
    }),
  ),
  fc.tuple(text, fc.constantFrom(301, 307, 308)).map(([to, status]) =>
    plain(redir(to, status as 301), {
      handler: "static_response",
      headers: { Location: [to] },
      status_code: status,
    }),
  ),
  text.map((message) =>
    plain(error(message, 500), { handler: "error", error: message, status_code: 500 }),
  ),
);

const passing: fc.Arbitrary<Meant> = fc.oneof(
  fc
    .dictionary(field, text, { minKeys: 1, maxKeys: 2 })
    .map((set) => plain(header({ set }), { handler: "headers", response: { set: listed(set) } })),
  fc.tuple(field, text).map(([name, value]) => {
    const [directive = respond("")] = requestHeader({ set: { [name]: value } });
    return plain(directive, { handler: "headers", request: { set: { [name]: [value] } } });
  }),
  path.map((to) => plain(rewrite(to), { handler: "rewrite", uri: to })),
  path.map((prefix) =>
    plain(stripPrefix(prefix), { handler: "rewrite", strip_path_prefix: prefix }),
  ),
  fc
    .tuple(text, text)
    .map(([find, replace]) =>
      plain(uriReplace(find, replace), { handler: "rewrite", uri_substring: [{ find, replace }] }),
    ),
  fc.integer({ min: 1, max: 99 }).map((megabytes) =>
    plain(requestBody({ maxSize: `${megabytes}MB` }), {
      handler: "request_body",
      max_size: megabytes * 1e6,
    }),
  ),
);

/** A directive that answers some requests, or all if it is the last. */
const last: fc.Arbitrary<Meant> = fc.oneof(
  answering,
  fc
    .tuple(fc.array(passing, { maxLength: 2 }), answering)
    .map(([before, end]) =>
      block((...inner) => handle(...(inner as [Directive])), null, [...before, end]),
    ),
);

const some: fc.Arbitrary<Meant> = fc.oneof(
  passing,
  fc.tuple(matcher, fc.oneof(passing, answering)).map(([when, meant]) => matching(when, meant)),
  fc.tuple(matcher, passing, answering).map(([when, before, end]) => {
    const make = (...inner: Directive[]) => handle(when, ...inner);
    return block(make, meaningOfMatcher(when), [before, end]);
  }),
  fc.tuple(matcher, passing, answering).map(([when, before, end]) => {
    const make = (...inner: Directive[]) => route(when, ...inner);
    return block(make, meaningOfMatcher(when), [before, end]);
  }),
  fc.tuple(word, answering).map(([name, end]) => stripped(name, end)),
);

/** The directives of a site. */
export const body: fc.Arbitrary<readonly Meant[]> = fc
  .tuple(fc.array(some, { maxLength: 2 }), last)
  .map(([before, end]) => distinct([...before, end]));

function proxied(options: Parameters<typeof meaningOfProxy>[0]): Meant {
  return {
    directive: reverseProxy(options),
    meanings: (ips) => [{ match: null, handler: meaningOfProxy(options, ips) }],
  };
}

function matching(conditions: MatcherConditions, { directive, meanings }: Meant): Meant {
  const match = meaningOfMatcher(conditions);
  return {
    directive: when(conditions, directive),
    meanings: (ips) => meanings(ips).map(({ handler }) => ({ match, handler })),
  };
}

function block(
  make: (...inner: Directive[]) => Directive,
  match: unknown,
  inner: readonly Meant[],
): Meant {
  const kept = distinct(inner);
  return {
    directive: make(...kept.map(({ directive }) => directive)),
    meanings: (ips) => [
      { match, handler: { handler: "subroute" } },
      ...kept.flatMap(({ meanings }) => meanings(ips)),
    ],
  };
}

function stripped(name: string, end: Meant): Meant {
  const inner = block((...all) => handlePath(`/${name}/*`, ...all), { path: [`/${name}/*`] }, [
    end,
  ]);
  const strip = { handler: "rewrite", strip_path_prefix: `/${name}` };
  return {
    directive: inner.directive,
    meanings: (ips) => [...inner.meanings(ips), { match: null, handler: strip }],
  };
}

/** One directive of each name and matcher: of two, the plugin would merge or Caddy ignore one. */
function distinct(all: readonly Meant[]): readonly Meant[] {
  const byKey = new Map<string, Meant>();
  for (const each of all) {
    const { name, matcher } = each.directive;
    byKey.set(JSON.stringify([name, matcher]), each);
  }
  return [...byKey.values()];
}

function listed(fields: Readonly<Record<string, string>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, [value]]));
}
