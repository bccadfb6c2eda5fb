import { limitsSchema } from "../declare/limits";
import { mirror } from "../docker/mirror";
import { routing } from "../labels/schema";
import { flag } from "../labels/values";
import {
  address,
  argsOf,
  component,
  labelPrefix,
  oneOf,
  physicalName,
  port,
  socketPath,
} from "../schema/values";
import { constraints } from "../swarm/policy";
import { accessLogSchema } from "./access-log";
import { defaultSiteSchema } from "./default-site";
import { hardeningProblems } from "./hardening";
import { caddyImage } from "./image";
import { metricsApart, metricsSchema } from "./metrics";
import { caddySettings } from "./plugin-settings";
import { Publish } from "./publish";
import { storage } from "./storage";
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
