/* What somebody changed by hand at a Toxiproxy server. */

import { connect } from "../../docker/host/client";
import { isRunning } from "../../docker/host/engine";
import { sameFields, textOf } from "../../schema/canonical";
import { once } from "../../schema/once";
import { listenAddress, listenPort, type ProxyState } from "../../toxics/api";
import type { Seen } from "../drift";
import {
  apiOf,
  type OnServer,
  resolvedUpstream,
  type ToxicProps,
  type ToxicProxyProps,
} from "./server";

type Proxies = Readonly<Record<string, ProxyState>>;

/** How a proxy takes connections, in the words of its resource. */
export async function openedAs({ listen, enabled, ...found }: ProxyState, props: ToxicProxyProps) {
  const port = listenPort(listen);
  const upstream =
    found.upstream === (await resolvedUpstream(props)) ? props.upstream : found.upstream;
  // A proxy that somebody moved to another address takes no connections either.
  return { port, upstream, enabled: enabled && listen === listenAddress(port) };
}

/** What somebody changed of a proxy. */
export async function toxicProxySeen(olds: ToxicProxyProps, news: ToxicProxyProps): Promise<Seen> {
  if (olds.server !== news.server) return {};
  const proxies = await proxiesOf(olds);
  if (proxies === undefined) return STOPPED;
  const found = proxies[olds.name];
  if (found === undefined) return LACKS;
  const { port, upstream, enabled } = await openedAs(found, olds);
  const same = sameFields({ ...olds, port, upstream, enabled }, olds, OPENED);
  const { listen } = found;
  const taking = enabled ? "" : ", and takes no connections";
  return same ? {} : { changed: [`it leads from ${listen} to ${upstream}${taking}`] };
}

const OPENED = ["port", "upstream", "enabled"] as const;

/** What somebody changed of a toxic. */
export async function toxicSeen(olds: ToxicProps, news: ToxicProps): Promise<Seen> {
  if (olds.server !== news.server) return {};
  const proxies = await proxiesOf(olds);
  if (proxies === undefined) return STOPPED;
  const found = proxies[olds.proxy]?.toxics.find(({ name }) => name === olds.name);
  if (found === undefined) return LACKS;
  const same = sameFields({ ...olds, ...found }, olds, SETTINGS);
  const { type, stream, toxicity, attributes } = found;
  const words = `${type} ${stream}, toxicity ${toxicity}, ${textOf(attributes)}`;
  return same ? {} : { changed: [`it is ${words}`] };
}

const SETTINGS = ["type", "stream", "toxicity", "attributes"] as const;

const STOPPED: Seen = { changed: ["its server is stopped"] };
const LACKS: Seen = { changed: ["its server lacks it"] };

/** The proxies of a server; `undefined` where it does not run. */
export const proxiesOf = once(
  ({ docker, server }: OnServer) => [docker, server],
  async (on): Promise<Proxies | undefined> => {
    const runs = await isRunning(connect(on.docker), on.server);
    return runs ? apiOf(on).proxies() : undefined;
  },
);
