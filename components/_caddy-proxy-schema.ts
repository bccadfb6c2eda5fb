import { hardeningProblems } from "./_hardening-problems";
import { caddyImage } from "./caddy-image";
import { caddySettings } from "./caddy-settings";
import { storage } from "./caddy-storage";
import { defaultSiteSchema } from "./default-site";
import { limitsSchema } from "./limits";
import { metricsApart, metricsSchema } from "./metrics";
import { Publish } from "./publish";
import { routing } from "./routing-schema";
import {
  address,
  argsOf,
  component,
  labelPrefix,
  mirror,
  oneOf,
  physicalName,
  port,
  socketPath,
} from "./schemas";
import { accessLogSchema } from "./service/access-log";
import { flag } from "./service/values";
import { constraints } from "./swarm/policy";
import { tlsPolicy } from "./tls";

/** Checks the plain arguments of an entry point, each by itself and beside the others. */
export const caddyProxySchema = argsOf({
  network: component("ProxyNetwork", 'new ProxyNetwork("proxy_net")'),
  image: caddyImage.optional(),
  mirror: mirror.optional(),
  containerName: physicalName.optional(),
  address: address.optional(),
  httpPort: port.optional(),
  httpsPort: port.optional(),
  labelPrefix: labelPrefix.optional(),
  publish: oneOf(Publish).optional(),
  tls: tlsPolicy.optional(),
  accessLog: accessLogSchema.optional(),
  defaultSite: defaultSiteSchema.optional(),
  metrics: metricsSchema.optional(),
  data: storage.optional(),
  config: storage.optional(),
  protect: flag.optional(),
  settings: caddySettings.optional(),
  dockerSocket: socketPath.optional(),
  hardened: flag.optional(),
  limits: limitsSchema.optional(),
  controllerLimits: limitsSchema.optional(),
  edge: constraints.optional(),
  routing: routing.optional(),
})
  .superRefine(hardeningProblems)
  .refine((args) => args.publish !== Publish.HostNetwork || args.containerName === undefined, {
    path: ["containerName"],
    error: 'must be left out where publish is "host-network": two proxies overlap in an upgrade',
  })
  .refine((args) => args.publish !== Publish.HostNetwork || args.metrics === undefined, {
    path: ["metrics"],
    error: 'must be left out where publish is "host-network", which would publish them, too',
  })
  .refine((args) => (args.httpPort ?? 80) !== (args.httpsPort ?? 443), {
    path: ["httpsPort"],
    error: "must differ from httpPort",
  })
  .refine(
    ({ metrics, httpPort = 80, httpsPort = 443 }) => metricsApart(metrics, [httpPort, httpsPort]),
    {
      path: ["metrics", "port"],
      error: "must differ from httpPort and httpsPort, which are published",
    },
  )
  .refine(({ defaultSite, httpsPort = 443 }) => defaultSite === undefined || httpsPort === 443, {
    path: ["defaultSite"],
    error: "must not be set where httpsPort is not 443: plain http is then redirected there",
  });
