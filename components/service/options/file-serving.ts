import { z } from "zod";
import {
  type Directive,
  fileServer,
  handle,
  handleErrors,
  header,
  route as inOrder,
  type MatcherConditions,
  rewrite,
  tryFiles,
  when,
} from "../../labels";
import { path, some, text } from "../../labels/values";
import { flag, oneOf } from "../../schema/values";
import type { ServedFiles } from "./backend";

/** A format of files that are compressed before the deployment. */
export const PrecompressedFormat = { Brotli: "br", Zstd: "zstd", Gzip: "gzip" } as const;
export type PrecompressedFormat = (typeof PrecompressedFormat)[keyof typeof PrecompressedFormat];

/** How Caddy serves files. A change updates the route. */
export interface FileServing {
  /** The files that answer for a folder, the preferred one first. Default: index.html, index.txt. */
  index?: string[];
  /**
   * The paths that Caddy looks for, in this order, with placeholders: `["{path}", "/index.html"]` for an
   * application that routes in the browser. A last one such as `=404` is a status. Default: the path of
   * the request.
   */
  tryFiles?: string[];
  /** Whether Caddy lists a folder that has no index. Default: false, a 404. */
  browse?: boolean;
  /** Formats of compressed files beside the originals: `app.js.br`, `.zst`, `.gz`. Default: none. */
  precompressed?: PrecompressedFormat[];
  /**
   * The header `Cache-Control` of files that are there, by path below the root; the longest path that
   * matches applies: `{ "/assets/*": "public, max-age=31536000, immutable", "/*": "no-cache" }`. The path
   * is the one that `tryFiles` found. Default: none.
   */
  cacheControl?: Record<string, string>;
  /** The files that answer for errors, by status: `{ "404": "/404.html" }`. Default: empty answers. */
  errorPages?: Record<string, string>;
  /**
   * Files and folders that Caddy does not serve, by name, or by path with "/"; with `*`. Default: none.
   */
  hide?: string[];
}

const NAME = 'must be the name of a file, such as "index.html"';
const TRIED = 'must start with "/", be a placeholder, or be a last status such as "=404"';
const HIDDEN = 'must be a name or a path of files, such as "*.map"';
const STATUS = 'must be a status from 400 to 599, such as { "404": "/404.html" }';
const PAGE = 'must be the path of a file below the root, such as "/404.html"';

/** @internal The checks of {@link FileServing}, one a field. */
export const fileServingShape = {
  index: some(
    z.string({ error: NAME }).regex(/^[^\s/*?[\]\\{}]+$/, { error: NAME }),
    '["index.html"]',
  ).optional(),
  tryFiles: some(
    z.string({ error: TRIED }).regex(/^([/{]\S*|=\d{3})$/, { error: TRIED }),
    '["{path}", "/index.html"]',
  )
    .refine((all) => all.slice(0, -1).every((each) => !each.startsWith("=")), {
      error: "must have a status only at its end",
    })
    .optional(),
  browse: flag.optional(),
  precompressed: some(oneOf(PrecompressedFormat), '["br", "gzip"]').optional(),
  cacheControl: z
    .record(path, text('must be a value of Cache-Control, such as "no-cache"'), {
      error: ({ code }) =>
        code === "invalid_key"
          ? 'must start with "/", such as "/assets/*"'
          : 'must be paths and their values, such as { "/assets/*": "max-age=31536000" }',
    })
    .optional(),
  errorPages: z
    .record(
      z.string().regex(/^[45]\d\d$/),
      z.string({ error: PAGE }).regex(/^\/[^\s*?[\]\\{}]*[^\s*?[\]\\{}/]$/, { error: PAGE }),
      { error: STATUS },
    )
    .optional(),
  hide: some(
    z.string({ error: HIDDEN }).regex(/^[^\s\\{}]+$/, { error: HIDDEN }),
    '["*.map"]',
  ).optional(),
};

/** Patterns of names that start with ".", but for `.well-known`. */
export const DOTTED = [".[^w]*", ".w[^e]*"];

/** The folder of a site in the proxy's container. */
export interface SiteRoot {
  /** Sets it. */
  readonly directives: readonly Directive[];
  /** Every path that it may have. */
  readonly paths: readonly string[];
  /** Whether it may have files of others whose name starts with ".", which Caddy then hides. */
  readonly dotted: boolean;
}

/** How Caddy answers requests with the files of a folder. */
export function servedFiles(options: FileServing, { directives, dotted }: SiteRoot): ServedFiles {
  const [first, ...others] = options.tryFiles ?? [];
  const steps = [
    ...(first === undefined ? [] : [tryFiles(first, ...others)]),
    ...cacheDirectives(options.cacheControl),
  ];
  const { index, browse, precompressed, hide = [] } = options;
  const hidden = [...(dotted ? DOTTED : []), ...hide];
  const serve = fileServer({ index, browse, precompressed, hide: hidden });
  const [step, ...more] = steps;
  // A `route` keeps the order: Caddy would set headers for the path before `try_files`.
  const answers = step === undefined ? [serve] : [inOrder(step, ...more, serve)];
  return { root: directives, answer: () => answers };
}

/**
 * The directives of a site for its error pages. They touch no request of another service on its hosts,
 * which has another root or none.
 */
export function errorPageDirectives(
  { errorPages = {} }: FileServing,
  { paths }: SiteRoot,
): Directive[] {
  return Object.entries(errorPages).map(([status, page]) =>
    handleErrors([Number(status)], handle({ vars: { root: paths } }, rewrite(page), fileServer())),
  );
}

/**
 * The directives of `Cache-Control`, of which at most one matches a path. They leave errors out, which
 * browsers should ask for again.
 */
function cacheDirectives(values: Readonly<Record<string, string>> = {}): Directive[] {
  const paths = Object.keys(values).sort((one, other) => bySpecificity(one, other));
  return paths.map((each, index) => {
    const earlier = paths.slice(0, index);
    const conditions: MatcherConditions = {
      ...(each === "/*" ? {} : { path: each }),
      ...(earlier.length === 0 ? {} : { not: { path: earlier } }),
    };
    const match = { status: ["2xx" as const, 304] };
    return when(conditions, header({ set: { "Cache-Control": values[each] ?? "" }, match }));
  });
}

function bySpecificity(one: string, other: string): number {
  return other.length - one.length || (one < other ? -1 : 1);
}
