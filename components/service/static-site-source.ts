import { folder } from "../caddy/routing/upstream-files";
import { filesOf, type SiteContent, SLOTS, siteFolder } from "../docker/files/site-folder";
import { root, when } from "../labels";
import { givenContent, readDirectory } from "../resources/site-files/content";
import type { SiteRoot } from "./options/file-serving";
import type { StaticSiteArgs } from "./static-site-args";

/** The files of a site, as far as the program knows them. */
export interface SiteSource {
  /** The contents, where the program gives them. */
  readonly content?: Record<string, string>;
  /** The directory of the client, where they come from one. */
  readonly directory?: string;
  /** All files; `undefined` where they are on the Docker host, or can't be read. */
  readonly found?: SiteContent;
  /** Why the directory can't be a site's; each completes "files …". */
  readonly problems?: readonly string[];
}

/** Reads the files of a site that are on this machine. */
export function sourceOf({ content, files }: StaticSiteArgs): SiteSource {
  if (content !== undefined) return { content, found: givenContent(content) };
  if (files === undefined) return {};
  const read = readDirectory(files);
  return { directory: files, found: read.content, problems: read.problems };
}

/** The name of a site's folder on the proxy's volume. */
export const folderOf = folder;

/** The root of a site in the proxy's container. */
export function rootOf(name: string, { directory }: StaticSiteArgs): SiteRoot {
  if (directory === undefined) return slotRoot(folderOf(name));
  return { directives: [root(directory)], paths: [directory], dotted: true };
}

/** The root of a site whose files are in the live one of two slots on the proxy's volume. */
export function slotRoot(name: string): SiteRoot {
  const base = siteFolder(name);
  const live = { file: { root: base, tryFiles: SLOTS.map((slot) => `/${slot}`) } };
  return {
    // Without a live slot Caddy would serve the folder that it runs in.
    directives: [
      root(`${base}/none`),
      when(live, root(`${base}${filesOf("{http.matchers.file.relative}")}`)),
    ],
    paths: SLOTS.map((slot) => `${base}/${filesOf(slot)}`),
    dotted: false,
  };
}
