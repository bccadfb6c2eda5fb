// What a stack has deployed, for the subcommands that look after it.
import type { DockerHost } from "../../docker/host/engine";
import type { RouteProps } from "../../resources/route/props";
import type { ToxicBody } from "../../toxics/body";
import type { Properties, StateResource } from "./state";

/** A container that a stack has deployed. */
export interface DeployedContainer {
  readonly id: string;
  /** Its name on the Docker host. */
  readonly name: string;
  /** Its image, as the program names it; its id where no image in the state has that. */
  readonly image: string;
  /** When Pulumi created it, in ISO 8601. */
  readonly created?: string;
}

/** A service of a Swarm that a stack has deployed. */
export interface DeployedTasks {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** How many tasks it has; `undefined` for one on each node that it may run on. */
  readonly replicas?: number;
}

/** A route that a stack has deployed: see `Route` and, in a Swarm, `SwarmRoute`. */
export interface DeployedRoute extends Partial<RouteProps> {
  readonly docker: DockerHost;
  /** Name of its resource. */
  readonly resource: string;
  /** When it last changed, in ISO 8601. */
  readonly modified?: string;
}

/** A path through Toxiproxy. */
export interface DeployedPath {
  /** Its name on the server. */
  readonly name: string;
  /** Port inside the server's container. */
  readonly port: number;
  /** `host:port` behind it. */
  readonly upstream: string;
  /** Id of the server's container. */
  readonly server: string;
  /** Port of the server's API on the loopback address of the Docker host. */
  readonly apiPort: number;
  readonly docker: DockerHost;
  /** The toxics that the program declares. */
  readonly toxics: readonly ToxicBody[];
  /** Whether it takes connections. */
  readonly enabled: boolean;
}

/** A component with what it has on its Docker host. */
export interface DeployedComponent {
  /** Its class, such as `ProxiedService`. */
  readonly kind: string;
  /** The name that the program gave it. */
  readonly name: string;
  readonly urn: string;
  readonly docker: DockerHost;
  /** Where people reach it: URLs or, of a `ProxiedTcp`, addresses. */
  readonly urls: readonly string[];
  readonly containers: readonly DeployedContainer[];
  readonly tasks: readonly DeployedTasks[];
  readonly routes: readonly DeployedRoute[];
  readonly paths: readonly DeployedPath[];
  /** When its containers, its tasks or its files were last replaced, in ISO 8601. */
  readonly released?: string;
  /** Its arguments, without secrets. */
  readonly args: Properties;
  /** What it has registered, without secrets. */
  readonly outputs: Properties;
  /** Its own resources in the state. */
  readonly resources: readonly StateResource[];
}

/** An entry point. */
export interface DeployedEntry extends DeployedComponent {
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly tcpPorts: readonly number[];
  /** IP address of the Docker host that it is published on. */
  readonly address: string;
  readonly labelPrefix: string;
  /** Id of the container that serves; in a Swarm, of the servers' service. */
  readonly server: string;
  /** Id of the container that reads the labels; in a Swarm, of the controller's service. */
  readonly controller: string;
}

/** A service: whatever is neither an entry point nor a Toxiproxy. */
export interface DeployedService extends DeployedComponent {
  /** The entry point that it is behind; none of a `Service`. */
  readonly entry?: DeployedEntry;
}

/** A network that a stack uses. */
export interface DeployedNetwork {
  readonly id: string;
  readonly name: string;
  readonly docker: DockerHost;
}

/** What a stack has deployed. */
export interface Deployed {
  /** Its name, without organization and project. */
  readonly stack: string;
  readonly project: string;
  /** When its state was last written, in ISO 8601. */
  readonly written?: string;
  /** Its outputs, without secrets. */
  readonly outputs: Properties;
  readonly entries: readonly DeployedEntry[];
  readonly toxiproxies: readonly DeployedComponent[];
  readonly services: readonly DeployedService[];
  readonly networks: readonly DeployedNetwork[];
  /** Each Docker host that it is on, once. */
  readonly hosts: readonly DockerHost[];
  /** What an interrupted update began, such as `creating urn:…`. */
  readonly pending: readonly string[];
  /** Names of the containers that an update replaced and has yet to remove. */
  readonly leftovers: readonly string[];
}
