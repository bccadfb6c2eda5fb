import type { ProgramProject } from "../support/program";

/** The parts of the program that a test changes. */
export interface Variables {
  /** Another one is another environment of each container. */
  readonly release?: number;
  /** How long the shop takes to start. */
  readonly boot?: string;
  /** Whether there is a second service behind the entry point. */
  readonly second?: boolean;
  /** Whether there is one of each other kind of container. */
  readonly kinds?: boolean;
  /** The image of a PostgreSQL with a volume of its own. */
  readonly postgres?: string;
}

/** The password of the PostgreSQL. */
export const PASSWORD = "canary-3f9a";

export const HOST = "shop.localhost";

/** Writes the program of these tests: an entry point, a shop and its database. */
export function writeProgram(project: ProgramProject, image: string, variables: Variables): void {
  const { id, network, labelPrefix, httpPort, httpsPort, apiPort, images } = project;
  const { release = 0, boot = "0s", second, kinds, postgres } = variables;
  const proxy = {
    ...{ image: { reference: images.caddy }, labelPrefix, httpPort, httpsPort },
    // A change replaces the server and the controller.
    ...(kinds && { directories: [["/opt", "/srv"][release % 2]] }),
    ...(kinds && { settings: { pollingInterval: `${30 + (release % 2)}s` } }),
  };
  project.program(
    `const { CaddyProxy, PrivateNetwork, ProxiedService, ProxyNetwork, Service, Toxiproxy } = gatehouse;
     const network = new ProxyNetwork("net", { networkName: "${network}" });
     const entry = new CaddyProxy("caddy", { network, ...${JSON.stringify(proxy)} });
     const networks = [{ network: new PrivateNetwork("backend") }];
     const environment = { RELEASE: "${release}", BOOT: "${boot}" };
     new Service("db", {
       image: "${image}", environment, networks, containerName: "db-${id}",
       volumes: [{ source: "data", target: "/data" }],
     });
     const service = { entry, image: "${image}", port: 8080, environment, readyTimeout: 600, drain: 0 };
     const shop = new ProxiedService("shop-${id}", {
       ...service, hosts: ["${HOST}"], secrets: { token: { content: "${release}" } },
     });
     if (${second ?? false}) new ProxiedService("second-${id}", { ...service, hosts: ["second.localhost"] });
     ${kinds ? kindsOf(id, image, apiPort, images.toxiproxy ?? "", release) : ""}
     ${postgres === undefined ? "" : databaseOf(id, postgres, release)}`,
  );
}

function kindsOf(id: string, image: string, apiPort: number, toxiproxy: string, release: number) {
  return `
     new Service("worker-${id}", { image: "${image}", environment, networks });
     new ProxiedService("labelled-${id}", {
       ...service, hosts: ["labelled.localhost"], labelsOn: "container",
     });
     const through = new Toxiproxy("toxiproxy-${id}", {
       entry, image: "${toxiproxy}", apiPort: ${apiPort}, containerName: "toxiproxy-${id}-${release % 2}",
     });
     new ProxiedService("slow-${id}", {
       ...service, hosts: ["slow.localhost"], faults: { through, toxics: [] },
     });`;
}

function databaseOf(id: string, image: string, release: number) {
  return `
     new Service("postgres", {
       image: "${image}", networks, containerName: "postgres-${id}",
       volumes: [{ source: "rows", target: "/var/lib/postgresql/data" }],
       secrets: { password: { content: "${PASSWORD}", uid: 999, mode: 0o400 } },
       environment: { POSTGRES_PASSWORD_FILE: "/run/secrets/password", RELEASE: "${release}" },
       healthcheck: { command: ["pg_isready", "-h", "127.0.0.1", "-U", "postgres"] },
     });`;
}

/** The names of one container of each kind, as regular expressions. */
export const KINDS = {
  "a service's container": "^shop-\\w+-",
  "a container with its service's labels": "^labelled-",
  "a container behind Toxiproxy": "^slow-",
  "a worker": "^worker-",
  "a database": "^db-",
  Toxiproxy: "^toxiproxy-",
  "the proxy": "^caddy-\\w{7}$",
  "the controller": "^caddy-controller-",
  "a route-holder": "-shop-\\w+-route-",
} as const;
