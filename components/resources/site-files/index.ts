import * as pulumi from "@pulumi/pulumi";
import { owner } from "../../declare/owner";
import { listing } from "../../docker/containers/listing";
import { dropSite, dropSlot, publishSite } from "../../docker/files/publish-site";
import { liveSite, type SiteContent } from "../../docker/files/site-folder";
import { connect } from "../../docker/host/client";
import type { DockerHost } from "../../docker/host/engine";
import { hostOf } from "../../provider/host-of";
import { sameFields } from "../../schema/canonical";
import { type Seen, watchingDrift } from "../drift";
import { ProvidedResource } from "../provided-resource";
import { changeOf } from "./changes";
import { givenContent, readDirectory } from "./content";

/** The resolved properties of a site's files, as the state keeps them. */
export interface SiteFilesProps {
  readonly docker: DockerHost;
  /** `<project>/<stack>/<site>`. */
  readonly name: string;
  /** Id of the proxy's container. */
  readonly proxy: string;
  /** Its folder on the proxy's volume. */
  readonly folder: string;
  /** Digest of all paths and contents. */
  readonly digest: string;
  /** How many files there are. */
  readonly files: number;
  readonly bytes: number;
  /** The contents by path, where the program has them. */
  readonly content?: Readonly<Record<string, string>>;
  /** The directory that has them otherwise: the state does not keep their contents. */
  readonly directory?: string;
  /** What an update does, in words. Only the inputs of an update have it. */
  readonly change?: string;
}

/** Where the files of a site come from: one of the two. */
type SiteFilesSource = Pick<SiteFilesProps, "content" | "directory">;

/** The properties whose change is an update. */
const COMPARED = ["proxy", "digest"] as const;

/** Milliseconds for requests that began with the old files, before these are removed. */
const DRAIN = 3_000;

const provider = {
  async check(olds: Partial<SiteFilesProps>, news: SiteFilesProps) {
    if (olds.digest === undefined || olds.digest === news.digest) return { inputs: news };
    const change = await changeFrom(olds as SiteFilesProps, news);
    return { inputs: change === undefined ? news : { ...news, change } };
  },

  async create(props: SiteFilesProps) {
    await publish(props);
    return { id: props.name, outs: withoutChange(props) };
  },

  async update(_id: string, _olds: SiteFilesProps, news: SiteFilesProps) {
    await publish(news);
    return { outs: withoutChange(news) };
  },

  async delete(_id: string, { docker, proxy, folder }: SiteFilesProps) {
    await dropSite(connect(docker), proxy, folder);
  },

  async diff(_id: string, olds: SiteFilesProps, news: SiteFilesProps) {
    return { changes: !sameFields(olds, news, COMPARED) };
  },

  async read(id: string, props?: SiteFilesProps) {
    if (props === undefined) return { id };
    return { id, props: { ...props, digest: (await digestOf(props)) ?? "" } };
  },
};

export const siteFilesProvider: pulumi.dynamic.ResourceProvider<SiteFilesProps, SiteFilesProps> =
  watchingDrift(provider, async (olds, news): Promise<Seen> => {
    const { docker, proxy, digest } = olds;
    if (proxy !== news.proxy || !(await listing(docker, [proxy])).has(proxy)) return {};
    const found = await digestOf(olds);
    if (found === digest) return {};
    return {
      changed: [`the proxy's volume has ${found === undefined ? "none of its" : "other"} files`],
    };
  });

/** The digest of the files that the proxy serves; `undefined` where it serves none. */
async function digestOf({ docker, proxy, folder }: SiteFilesProps): Promise<string | undefined> {
  return (await liveSite(connect(docker), proxy, folder))?.manifest?.digest;
}

/** Makes the proxy serve the files, unless it does. Requests that began with others get those. */
async function publish(props: SiteFilesProps): Promise<void> {
  const engine = connect(props.docker);
  const { proxy, folder, digest } = props;
  const before = await liveSite(engine, proxy, folder);
  if (before?.manifest?.digest === digest) return;
  await publishSite(engine, proxy, folder, contentFor(props), before);
  if (before === undefined) return;
  await new Promise((resolve) => setTimeout(resolve, DRAIN));
  await dropSlot(engine, proxy, folder, before.slot);
}

/**
 * The files that the program had when it declared them.
 *
 * @throws Error where the directory has others by now.
 */
function contentFor({ content, directory = "", digest }: SiteFilesProps): SiteContent {
  const found = content === undefined ? contentIn(directory) : givenContent(content);
  if (found.digest === digest) return found;
  throw new Error(`the files in ${directory} changed while the update ran. Run the command again.`);
}

function contentIn(directory: string): SiteContent {
  const found = readDirectory(directory);
  if (found.problems === undefined) return found.content;
  throw new Error(found.problems.map((each) => `files ${each}`).join("\n"));
}

/** What an update changes; `undefined` where that is unknown. */
async function changeFrom(olds: SiteFilesProps, news: SiteFilesProps): Promise<string | undefined> {
  try {
    const live = await liveSite(connect(olds.docker), olds.proxy, olds.folder);
    return live?.manifest && changeOf(live.manifest, contentFor(news).files);
  } catch {
    // The look and the update report it.
    return undefined;
  }
}

function withoutChange({ change: _change, ...rest }: SiteFilesProps): SiteFilesProps {
  return rest;
}

/** Arguments of {@link SiteFiles}. */
export interface SiteFilesArgs {
  /** The entry point whose volume gets the files. */
  readonly entry: { readonly containerId: pulumi.Input<string> };
  /** The folder on that volume, unique among the sites of the entry point. */
  readonly folder: string;
  readonly source: pulumi.Inputs & {
    readonly [Key in keyof SiteFilesSource]: pulumi.Input<SiteFilesSource[Key]>;
  };
  /** The files, as the program found them. */
  readonly found: SiteContent | pulumi.Output<SiteContent>;
}

/**
 * The files of a static site on the proxy's volume. A change replaces all of them in one step, without a
 * reload and without another container.
 */
export class SiteFiles extends ProvidedResource {
  constructor(name: string, args: SiteFilesArgs, parent: pulumi.ComponentResource) {
    const { entry, folder, source } = args;
    const found = pulumi.output(args.found);
    super(
      "SiteFiles",
      `${name}-files`,
      {
        ...source,
        docker: hostOf(parent),
        name: `${owner()}/${name}`,
        proxy: entry.containerId,
        folder,
        digest: found.apply(({ digest }) => digest),
        files: found.apply(({ files }) => files.length),
        bytes: found.apply(({ files }) => files.reduce((sum, { bytes }) => sum + bytes, 0)),
      },
      { parent },
    );
  }
}
