import * as pulumi from "@pulumi/pulumi";
import type { DockerHost } from "../../docker/endpoint";
import type { ToxicBody } from "../../toxics";
import { toxicProvider } from "./toxic-provider";
import { toxicProxyProvider } from "./toxic-proxy-provider";

/** The server that a proxy is on. */
export interface ServerArgs {
  readonly docker: pulumi.Input<DockerHost>;
  readonly server: pulumi.Input<string>;
  readonly apiPort: number;
}

/** What a proxy needs; see `ToxicProxyProps`, which all of it becomes. */
export interface ToxicProxyArgs extends ServerArgs {
  readonly name: string;
  readonly port: number;
  readonly upstream: pulumi.Input<string>;
  readonly enabled: boolean;
  readonly toxics: readonly ToxicBody[];
  readonly container?: pulumi.Input<string>;
  readonly readyTimeout: number;
}

/** One proxy of a server. It takes its first connection when its toxics are there. */
export class ToxicProxy extends pulumi.dynamic.Resource {
  constructor(name: string, args: ToxicProxyArgs, opts: pulumi.CustomResourceOptions) {
    super(toxicProxyProvider, name, { ...args }, opts, "gatehouse", "ToxicProxy");
  }
}

/** One toxic of a proxy. A change of its numbers cuts no connection. */
export class ToxicResource extends pulumi.dynamic.Resource {
  constructor(
    name: string,
    { proxy, toxic, ...server }: ServerArgs & { proxy: string; toxic: ToxicBody },
    opts: pulumi.CustomResourceOptions,
  ) {
    super(toxicProvider, name, { ...server, proxy, ...toxic }, opts, "gatehouse", "Toxic");
  }
}
