import { TlsMode } from "../../../components/caddy/tls/tls-mode";
import { upstreams } from "../../../components/labels";
import type { Backend, Credential } from "../../../components/service/options/backend";
import type { ServiceRouting } from "../../../components/service/options/routing";

/** The folder of the examples' files in the proxy's container. */
export const FILES = "/config/gatehouse";

const hashOf = ({ user, rotation }: Credential) => `{file.${FILES}/shop/${user}-${rotation}}`;

/** A service with labels on its own containers. */
export const plain: Backend = {
  upstreamsFor: (port) => ({ stable: [upstreams(port)], canary: [] }),
  containers: 1,
  hashOf,
};

/** A service of this many containers, with their names in the proxy's release files. */
export function held(stable: number, canary = 0): Backend {
  const named = (release: string, count: number, port: number) =>
    Array.from(
      { length: count },
      (_, index) => `{file.${FILES}/${release}-${index + 1}}.proxy_net:${port}`,
    );
  return {
    upstreamsFor: (port) => ({
      stable: named("shop", stable, port),
      canary: named("shop-canary", canary, port),
    }),
    containers: stable + canary,
    hashOf,
  };
}

/** A shop with these options. */
export function shop(options: Partial<ServiceRouting>): ServiceRouting {
  return { name: "shop", hosts: ["shop.localhost"], port: 8080, tls: TlsMode.Internal, ...options };
}
