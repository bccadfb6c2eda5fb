import type * as pulumi from "@pulumi/pulumi";
import { authorityProvider } from "./authority";
import { builtImageProvider } from "./built-image";
import { containerFilesProvider } from "./container-files";
import { containerSetupProvider } from "./container-setup";
import type { ProvidedType } from "./provided-resource";
import { releaseTimesProvider } from "./release-times";
import { reloadProvider } from "./reload";
import { routeProvider } from "./route/provider";
import { siteFilesProvider } from "./site-files";
import { rolloutProvider } from "./swarm-rollout";
import { swarmRouteProvider } from "./swarm-route";
import { toxicProvider, toxicProxyProvider } from "./toxics";
import { validationProvider } from "./validation";

/** The provider of each resource, which states name as `gatehouse/providers`. */
export const providers: Readonly<Record<ProvidedType, pulumi.dynamic.ResourceProvider>> = {
  Authority: authorityProvider,
  BuiltImage: builtImageProvider,
  ContainerFiles: containerFilesProvider,
  Prepared: containerSetupProvider,
  ReleaseTimes: releaseTimesProvider,
  Reload: reloadProvider,
  Rollout: rolloutProvider,
  Route: routeProvider,
  SiteFiles: siteFilesProvider,
  SwarmRoute: swarmRouteProvider,
  Toxic: toxicProvider,
  ToxicProxy: toxicProxyProvider,
  Validation: validationProvider,
};
