import type * as pulumi from "@pulumi/pulumi";
import { connect } from "../../docker/client";
import { isRunning } from "../../docker/engine";
import { sameFields } from "../../schema/canonical";
import type { ToxiproxyApi } from "../../toxics/api";
import type { ToxicBody } from "../../toxics/body";
import { apiOf, type ToxicProps } from "./server";

/** The properties that the server can't change: their change replaces the toxic. */
const FIXED = ["name", "type", "stream", "proxy"] as const;

/** The properties whose change changes the toxic. */
const COMPARED = [...FIXED, "server", "apiPort", "toxicity", "attributes"] as const;

export const toxicProvider: pulumi.dynamic.ResourceProvider<ToxicProps, ToxicProps> = {
  async create(props) {
    await put(props);
    return { id: `${props.server}/${props.proxy}/${props.name}`, outs: props };
  },

  async update(_id, _olds, news) {
    await put(news);
    return { outs: news };
  },

  async delete(_id, props) {
    if (!(await isRunning(connect(props.docker), props.server))) return;
    await apiOf(props).removeToxic(props.proxy, props.name);
  },

  async diff(_id, olds, news) {
    const replaces = FIXED.filter((field) => olds[field] !== news[field]);
    const changes = !sameFields(olds, news, COMPARED);
    return { changes, replaces: [...replaces], deleteBeforeReplace: true };
  },

  async read(id, props) {
    if (props === undefined || !(await isRunning(connect(props.docker), props.server))) return {};
    const proxy = await apiOf(props).proxy(props.proxy);
    const found = proxy?.toxics.find(({ name }) => name === props.name);
    if (found === undefined) return {};
    const { type, stream, toxicity, attributes } = found;
    return { id, props: { ...props, type, stream, toxicity, attributes } };
  },
};

function put(props: ToxicProps): Promise<void> {
  const { proxy, name, type, stream, toxicity, attributes } = props;
  return putToxic(apiOf(props), proxy, { name, type, stream, toxicity, attributes });
}

/** Adds a toxic, or changes the one of that name. Neither cuts connections. */
export async function putToxic(api: ToxiproxyApi, proxy: string, toxic: ToxicBody): Promise<void> {
  const found = (await api.proxy(proxy))?.toxics.find(({ name }) => name === toxic.name);
  if (found === undefined) await api.addToxic(proxy, toxic);
  else await api.patchToxic(proxy, toxic);
}
