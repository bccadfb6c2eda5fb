import * as pulumi from "@pulumi/pulumi";
import type { DockerHost } from "../../docker/endpoint";
import type { ToxicBody } from "../../toxics";
import { toxicProvider, toxicProxyProvider } from "./providers";

export { API_ADDRESS, CONFIG_FILE, CONFIG_FOLDER } from "./server";

/** The server that a proxy is on. */
export interface ServerArgs {
  readonly docker: pulumi.Input<DockerHost>;
  readonly server: pulumi.Input<string>;
  readonly apiPort: number;
}

/** Arguments of {@link ToxicProxy}: see `ToxicProxyProps`. */
export interface ToxicProxyArgs extends ServerArgs {
  readonly name: string;
  readonly port: number;
  readonly upstream: pulumi.Input<string>;
  readonly enabled: boolean;
  readonly toxics: readonly ToxicBody[];
  readonly container?: pulumi.Input<string>;
  readonly readyTimeout: number;
}

/** One proxy of a server. It takes connections only once its toxics are in place. */
export class ToxicProxy extends pulumi.dynamic.Resource {
  constructor(name: string, args: ToxicProxyArgs, opts: pulumi.CustomResourceOptions) {
    super(toxicProxyProvider, name, { ...args }, opts, "gatehouse", "ToxicProxy");
  }
}

/** One toxic of a proxy, `Toxic` in the state. A change of its numbers cuts no connection. */
export class ToxicResource extends pulumi.dynamic.Resource {
  constructor(
    name: string,
    { proxy, toxic, ...server }: ServerArgs & { proxy: string; toxic: ToxicBody },
    opts: pulumi.CustomResourceOptions,
  ) {
    super(toxicProvider, name, { ...server, proxy, ...toxic }, opts, "gatehouse", "Toxic");
  }
}
