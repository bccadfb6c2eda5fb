import type * as pulumi from "@pulumi/pulumi";
import { isStopped, type Listing, listing } from "../docker/containers/listing";
import type { DockerHost } from "../docker/host/engine";
import { textOf } from "../schema/canonical";

/** What a look at the Docker host finds of a resource, in the words of the preview. */
export interface Seen {
  /** What the resource's own update repairs, a phrase each. */
  readonly changed?: readonly string[];
  /** What only Pulumi can create again, a phrase each. */
  readonly gone?: readonly string[];
}

interface OnHost {
  readonly docker: DockerHost;
}

/** The property of a preview that says what somebody changed by hand. */
interface Drift {
  readonly drift?: string;
}

/** Whether this process has got a resource of the program. */
let declared = false;

/** Whether the command is a `destroy`, which deletes and runs no program. */
export const isDestroying = () => !declared;

type Provider<T> = pulumi.dynamic.ResourceProvider<T, T>;

/** A provider that also finds what somebody changed by hand, without a program of Pulumi's. */
interface WatchedProvider<T> extends Provider<T> {
  /** Compares a resource, as the state and as the program have it, with the Docker host. */
  readonly look: (olds: T, news: T) => Promise<Seen>;
}

/** A provider whose `diff` is declared. */
type Comparing<T> = Provider<T> & Required<Pick<Provider<T>, "diff">>;

/**
 * Adds a look at the Docker host to each preview and `up`, so that neither needs a refresh to find
 * changes by hand. A refresh asks about each resource by itself; the looks share one list of containers.
 *
 * What the look finds is an input of the resource, `drift`, which Pulumi shows and which makes an
 * update. The outputs never have it. Where something is gone that only Pulumi can create, the check
 * fails and names `--refresh`.
 *
 * @param look gets the resource as the state has it, and as the program wants it.
 */
export function watchingDrift<T extends OnHost>(
  provider: Comparing<T>,
  look: (olds: T, news: T) => Promise<Seen>,
): WatchedProvider<T> {
  const { check, create, update, diff } = provider;
  return {
    ...provider,
    look,

    async check(olds: T, news: T) {
      declared = true;
      const checked = (await check?.(olds, news)) ?? { inputs: news };
      const isNew = olds.docker === undefined || textOf(olds.docker) !== textOf(news.docker);
      if (isNew || (checked.failures ?? []).length > 0) return checked;
      try {
        const { changed = [], gone = [] } = await look(olds, news);
        const drift = changed.length > 0 ? { drift: changed.join("; ") } : {};
        return {
          inputs: { ...(checked.inputs ?? news), ...drift },
          failures: gone.length > 0 ? [{ property: "", reason: lost(gone, olds) }] : [],
        };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return { inputs: news, failures: [{ property: "", reason }] };
      }
    },

    create: (props) => create(without(props)).catch((error) => explain(error, props)),
    update:
      update &&
      ((id, olds, news) => update(id, olds, without(news)).catch((error) => explain(error, news))),

    async diff(id, olds, news) {
      const found = await diff(id, without(olds), without(news));
      return isDrift(news) ? { ...found, changes: true } : found;
    },
  };
}

/** What somebody changed by hand of a resource that the state has; nothing where its provider does not look. */
export async function driftSeen(
  provider: pulumi.dynamic.ResourceProvider,
  props: object,
): Promise<Seen> {
  return isWatched(provider) ? provider.look(props, props) : {};
}

function isWatched(provider: pulumi.dynamic.ResourceProvider): provider is WatchedProvider<object> {
  return "look" in provider;
}

function isDrift(props: object): boolean {
  return (props as Drift).drift !== undefined;
}

function without<T>(props: T): T {
  const { drift: _drift, ...rest } = props as T & Drift;
  return rest as T;
}

/** For `catch`: names a container that somebody removed meanwhile, and what to do. */
async function explain(error: unknown, on: OnHost): Promise<never> {
  const id = /No such container: ([0-9a-f]{64})/.exec(String(error))?.[1];
  if (id === undefined) throw error;
  const listed = await listing(on.docker, []).catch(() => undefined);
  const name = listed?.get(id)?.name;
  const short = id.slice(0, 12);
  const container = name === undefined ? `container ${short}` : `container ${name} (${short})`;
  throw new Error(lost([container], on), { cause: error });
}

function lost(gone: readonly string[], { docker }: OnHost): string {
  return (
    `${gone.join(" and ")} ${gone.length === 1 ? "is" : "are"} gone from the Docker host ${docker.url}. ` +
    "Run the command again with --refresh: Pulumi then knows, and up creates what is missing."
  );
}

/** What the list says of containers that a resource keeps: those that are gone, those that are stopped. */
export async function containersSeen(
  docker: DockerHost,
  olds: readonly string[],
  news: readonly string[] = [],
): Promise<Seen & { readonly listed: Listing }> {
  const kept = olds.filter((id) => news.includes(id));
  const listed = await listing(docker, kept);
  const stopped = kept.map((id) => listed.get(id)).filter((each) => each && isStopped(each));
  return {
    listed,
    gone: kept.filter((id) => !listed.has(id)).map((id) => `container ${id.slice(0, 12)}`),
    changed: stopped.map((each) => `container ${each?.name} is stopped`),
  };
}
