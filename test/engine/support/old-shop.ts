import type { Host } from "./host";
import { command } from "./hosts/command";
import { untilServed } from "./http";

/** A shop behind Caddy Docker Proxy, with names and labels as compose gives them. */
export interface OldShop {
  /** The name of a container of a service. */
  container(service: string): string;
  /** Stops a service, which may finish its requests. */
  stop(service: string): Promise<void>;
  /** Its networks by their ids, and its volumes by their labels. */
  kept(): Promise<string>;
  /**
   * Starts a second copy of the old proxy on other ports, and leads new connections to ports 80 and 443 there.
   * It returns a function that leads them to the ports' own container again.
   */
  divert(): Promise<() => Promise<void>>;
}

const PROJECT = "shop";
const NETWORKS = [`${PROJECT}_edge`, `${PROJECT}_backend`];
const VOLUMES = [`${PROJECT}_caddy_data`, `${PROJECT}_db`];

/** Starts the shop on a Docker host: a proxy, a service behind it, and a service with data. */
export async function startShop(host: Host, caddy: string, image: string): Promise<OldShop> {
  const container = (service: string) => `${PROJECT}-${service}-1`;
  const label = (key: string, value: string) => ["--label", `com.docker.compose.${key}=${value}`];
  for (const [kind, names] of [
    ["network", NETWORKS],
    ["volume", VOLUMES],
  ] as const) {
    for (const name of names) await host.docker(kind, "create", ...label("project", PROJECT), name);
  }
  const start = async (service: string, flags: readonly string[], what: string, more: string[]) => {
    const labels = [...label("project", PROJECT), ...label("service", service)];
    const name = ["--name", container(service), "--network-alias", service];
    await host.docker("run", "--detach", ...name, ...labels, ...flags, what, ...more);
  };
  const proxy = [
    ...["--network", `${PROJECT}_edge`, "--volume", `${PROJECT}_caddy_data:/data`],
    ...["--volume", "/var/run/docker.sock:/var/run/docker.sock"],
  ];
  await start("caddy", ["--publish", "80:80", "--publish", "443:443", ...proxy], caddy, []);
  await start(
    "db",
    ["--network", `${PROJECT}_backend`, "--volume", `${PROJECT}_db:/files`],
    image,
    [],
  );
  const labels = ["caddy=shop.localhost", "caddy.reverse_proxy={{upstreams 8080}}"];
  const routed = labels.flatMap((each) => ["--label", each]);
  await start("web", ["--network", `${PROJECT}_edge`, "--env", "DB=db:8080", ...routed], image, []);
  await host.docker("network", "connect", "--alias", "web", `${PROJECT}_backend`, container("web"));
  const rule = (change: string, port: number, to: string) =>
    command(
      "nsenter",
      ...[`--net=/run/netns/${host.namespace}`, "iptables", "--table", "nat", change],
      ...["PREROUTING", "--match", "addrtype", "--dst-type", "LOCAL", "--protocol", "tcp"],
      ...["--dport", `${port}`, "--jump", "DNAT", "--to-destination", `${to}:${port}`],
    );
  return {
    container,
    async stop(service) {
      await host.docker("stop", "-t", "60", container(service));
    },
    async kept() {
      const networks = ["network", "inspect", "--format", "{{.Name}} {{.Id}}", ...NETWORKS];
      const volumes = ["volume", "inspect", "--format", "{{.Name}} {{.Labels}}", ...VOLUMES];
      return `${await host.docker(...networks)}\n${await host.docker(...volumes)}`;
    },
    async divert() {
      const ports = ["--publish", "8080:80", "--publish", "8443:443"];
      await start("caddy-copy", [...ports, ...proxy], caddy, []);
      await untilServed({ machine: host.address, port: 8443, host: "shop.localhost" });
      const inspect = [
        "inspect",
        "--format",
        "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
      ];
      const address = await host.docker(...inspect, container("caddy-copy"));
      for (const port of [80, 443]) await rule("--insert", port, address);
      return async () => {
        for (const port of [80, 443]) await rule("--delete", port, address);
      };
    },
  };
}
