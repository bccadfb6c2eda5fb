import { ROUTE_LABEL } from "../../declare/stack-id";
import type { Listing } from "../../docker/containers/listing";
import { readFolder } from "../../docker/files/files";
import { connect } from "../../docker/host/client";
import { FILES, VOLUME } from "../../docker/routes/probe";
import { textOf } from "../../schema/canonical";
import { once } from "../../schema/once";
import { containersSeen, type Seen } from "../drift";
import { holds } from "./holder";
import { outsideSeen } from "./outside-look";
import type { RouteProps } from "./props";

/** What somebody changed by hand of a route that stays as it is. */
export async function routeSeen(olds: RouteProps, news: RouteProps): Promise<Seen> {
  const {
    listed,
    gone,
    changed = [],
  } = await containersSeen(olds.docker, olds.containers, news.containers);
  const stays = textOf([olds.labels, olds.proxy]) === textOf([news.labels, news.proxy]);
  const files = stays ? await filesSeen(olds, news, listed) : [];
  const outside = stays ? await outsideSeen(olds, news, listed) : [];
  const holder = stays ? holderSeen(olds, listed) : [];
  return { gone, changed: [...changed, ...holder, ...files, ...outside] };
}

function holderSeen({ name, labels }: RouteProps, listed: Listing): string[] {
  const holders = [...listed.values()].filter((each) => each.labels[ROUTE_LABEL] === name);
  if (Object.keys(labels).length === 0) return [];
  if (holders.length === 0) return ["the container with its labels is gone"];
  return holders.length > 1 || !holds(holders[0]?.labels ?? {}, labels)
    ? ["the container with its labels is another one"]
    : [];
}

/** The release files that don't name the container that serves. */
async function filesSeen(olds: RouteProps, news: RouteProps, listed: Listing): Promise<string[]> {
  const { proxy, releases } = olds;
  const kept = Object.entries(releases).filter(([file, id]) => news.releases[file] === id);
  if (kept.length === 0 || !listed.has(proxy)) return [];
  const found = await filesOf(olds);
  return kept
    .filter(([file, id]) => listed.has(id) && found.get(file) !== listed.get(id)?.name)
    .map(([file]) => `the file ${file} does not name its container`);
}

/** The release files of a proxy. */
const filesOf = once(
  ({ docker, proxy }: RouteProps) => [docker, proxy],
  ({ docker, proxy }) => readFolder(connect(docker), proxy, `${VOLUME}/${FILES}`),
);
