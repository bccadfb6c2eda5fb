import { TlsMode } from "../../../components/caddy/tls-mode";
import { upstreams } from "../../../components/labels";
import type { Backend, Credential } from "../../../components/service/options/backend";
import type { ServiceRouting } from "../../../components/service/options/routing";

/** Where the files of the examples are in the proxy's container. */
export const FILES = "/config/gatehouse";

const hashOf = ({ user, rotation }: Credential) => `{file.${FILES}/shop/${user}-${rotation}}`;

/** A service whose own containers carry its labels. */
export const plain: Backend = {
  upstreamsFor: (port) => ({ stable: [upstreams(port)], canary: [] }),
  containers: 1,
  hashOf,
};

/** A service of these many containers, whose names stand in files of the proxy. */
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

/** A shop that asks for these things. */
export function shop(options: Partial<ServiceRouting>): ServiceRouting {
  return { name: "shop", hosts: ["shop.localhost"], port: 8080, tls: TlsMode.Internal, ...options };
}
