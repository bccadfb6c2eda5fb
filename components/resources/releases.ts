// The releases that a service had before, which the state keeps for `gatehouse rollback`.
import type { Engine } from "../docker/host/engine";
import { textOf } from "../schema/canonical";

/** A release of a service. */
export interface Release {
  /** The image as the program names it; empty where it is built. */
  readonly image: string;
  /** Its id on the Docker host; in a Swarm, whose nodes each have their own, its name. */
  readonly imageId: string;
  /** When it took over, in ISO 8601; only the state has it. */
  readonly since?: string;
}

/** Each other option of a release whose value the program knows, such as `environment.LOG_LEVEL`. */
export type ReleaseOptions = Readonly<Record<string, unknown>>;

/** The releases of a service as its route or, in a Swarm, its rollout has them. */
export interface Releases {
  /** The one that serves. */
  readonly release?: Release;
  /** Those before it, the last one first. */
  readonly earlier?: readonly Release[];
  /**
   * A secret, since people write passwords into variables: the options of the release that serves and, in the
   * state, of those before it.
   */
  readonly releaseOptions?: ReleaseOptions | readonly ReleaseOptions[];
}

/** How many earlier releases a route keeps. */
const KEPT = 5;

/**
 * The releases of a service, for the state, once one has taken over. A return to an earlier one forgets that and
 * what came after it.
 *
 * @param at when it took over, in ISO 8601.
 */
export function releasesAfter(olds: Releases, news: Releases, at: string): Releases {
  const [next] = listed(news);
  if (next === undefined) return {};
  const [current, ...earlier] = listed(olds);
  if (current === undefined) return unlisted([{ ...next, since: at }]);
  if (isSame(current, next)) {
    return unlisted([{ ...named(next, current), since: current.since ?? at }, ...earlier]);
  }
  const place = earlier.findIndex((each) => isSame(each, next));
  const before = place === -1 ? [current, ...earlier].slice(0, KEPT) : earlier.slice(place + 1);
  return unlisted([{ ...named(next, earlier[place]), since: at }, ...before]);
}

/** An exact name of an image, as a pin has it: its id, or a digest without a tag. */
const EXACT = /^sha256:|(^|\/)[^:@/]+@sha256:/;

/** A release that comes back by an exact name keeps the one that the program had for it. */
function named(release: Listed, known: Release | undefined): Listed {
  return EXACT.test(release.image) && known?.image ? { ...release, image: known.image } : release;
}

interface Listed extends Release {
  readonly options: ReleaseOptions;
}

function listed({ release, earlier = [], releaseOptions = [] }: Releases): Listed[] {
  const options = [releaseOptions].flat();
  const all = release === undefined ? [] : [release, ...earlier];
  return all.map((each, place) => ({ ...each, options: options[place] ?? {} }));
}

function unlisted(all: readonly Listed[]): Releases {
  const [release, ...earlier] = all.map(({ options: _options, ...each }) => each);
  return { release, earlier, releaseOptions: all.map(({ options }) => options) };
}

function isSame(one: Listed, other: Listed): boolean {
  return one.imageId === other.imageId && textOf(one.options) === textOf(other.options);
}

/** The release of containers that an earlier package deployed, whose state has none; its options are unknown. */
export async function releaseOf(engine: Engine, containers: readonly string[]): Promise<Releases> {
  const [first] = containers;
  if (first === undefined) return {};
  const found = await engine
    .getContainer(first)
    .inspect()
    .catch(() => undefined);
  return found === undefined ? {} : { release: { image: "", imageId: found.Image } };
}
