import * as pulumi from "@pulumi/pulumi";
import { networkAlias } from "../declare/owner";
import { upstreams } from "../labels";
import { type Problem, problem } from "../schema/problems";
import type { ProxiedServiceArgs } from "./args";
import { claimContainerNames, declareServiceContainers } from "./containers";
import type { Deployment } from "./deployment";
import { declareServiceRoute, probedUrls, routesOf } from "./route";
import { swarmOnlyProblems } from "./swarm-problems";

/** The service's own containers carry the labels, as with `docker run --label`. */
export const onContainers: Deployment = {
  problems: ({ args }) => [...swarmOnlyProblems(args), ...labelProblems(args)],
  claimNames: claimContainerNames,
  // The plugin fills in the addresses of the containers.
  backend: ({ replicas }) => ({
    upstreamsFor: (port) => ({ stable: [upstreams(port)], canary: [] }),
    containers: replicas,
    hashOf: () => "",
  }),
  adaptMade: (site) => site,
  adaptOwn: (site) => site,
  labelledContainers: ({ replicas }) => replicas,
  hostName: networkAlias,
  declare(service, { labels, files }, parent) {
    const containers = declareServiceContainers(service, labels, parent);
    const route = { labels: {}, files, releases: {}, urls: probedUrls(service), drain: 0 };
    declareServiceRoute(service, containers, route, parent);
    return pulumi.all(containers.map((container) => container.name));
  },
};

const INSTEAD = 'Write labelsOn: "route-holder".';

function labelProblems(args: ProxiedServiceArgs): Problem[] {
  const problems: Problem[] = [];
  const refuse = (path: string, reason: string) =>
    problems.push(
      problem(path, `must be left out where labelsOn is container: ${reason} ${INSTEAD}`),
    );
  if (args.faults !== undefined) refuse("faults", "its labels name the container itself.");
  if (args.canary !== undefined) {
    refuse("canary", "the plugin mixes the labels of the containers of both.");
  }
  if ([args, ...routesOf(args)].some(({ basicAuth }) => basicAuth !== undefined)) {
    refuse("basicAuth", "the hashes of the passwords would stand in its labels.");
  }
  return problems;
}
