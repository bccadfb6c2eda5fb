// The Docker hosts of the resources in a state.
import type { DockerHost } from "../../docker/host/engine";
import { resolveProviderHost } from "../../docker/host/host";
import type { Properties, StateResource } from "./state";

const PROVIDER = "pulumi:providers:docker";

/** The configurations of the Docker providers in a state, by their references. */
export type Providers = ReadonlyMap<string, Properties>;

/** The Docker providers in a state. */
export function providersIn(resources: readonly StateResource[]): Providers {
  const found = resources.filter(({ type }) => type === PROVIDER);
  return new Map(found.map(({ urn, id, inputs }) => [`${urn}::${id}`, inputs]));
}

/**
 * The Docker host of a component's resources: the one that a dynamic resource was made on, else its Docker
 * provider's. `undefined` where none of them is on a Docker host.
 */
export function hostOfResources(
  resources: readonly StateResource[],
  providers: Providers,
): DockerHost | undefined {
  const made = resources.map(({ outputs }) => outputs.docker).find(isHost);
  if (made !== undefined) return made;
  const configured = resources.map(({ provider = "" }) => providers.get(provider)).find(Boolean);
  return configured && hostOfProvider(configured);
}

function isHost(value: unknown): value is DockerHost {
  return typeof Reflect.get(Object(value), "url") === "string";
}

/** Pulumi keeps a provider's arguments as text; an array is JSON. */
function hostOfProvider({ host, certPath, sshOpts }: Properties): DockerHost {
  const list = typeof sshOpts === "string" ? JSON.parse(sshOpts) : sshOpts;
  return resolveProviderHost({
    host: typeof host === "string" ? host : undefined,
    certPath: typeof certPath === "string" ? certPath : undefined,
    sshOpts: Array.isArray(list) ? list : undefined,
  });
}
