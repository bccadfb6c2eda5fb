import * as pulumi from "@pulumi/pulumi";
import {
  CaddyProxy,
  type CaddyProxyArgs,
  images,
  PrivateNetwork,
  ProxiedService,
  ProxyNetwork,
  Service,
} from "gatehouse";

const config = new pulumi.Config();

// The network between the entry point and the shop, and the entry point: Caddy, with https.
const network = new ProxyNetwork("proxy_net", { networkName: config.get("network") });
const entry = new CaddyProxy("caddy", {
  network,
  ...config.getObject<Partial<CaddyProxyArgs>>("entry"),
});

// The shop and the database meet here; the entry point never joins, and nothing here reaches the internet.
const backend = new PrivateNetwork("backend", { internal: true });
const networks = [{ network: backend }];
const secrets = { db_password: { content: config.requireSecret("dbPassword") } };

const db = new Service("db", {
  image: config.get("postgresImage") ?? "postgres:17-alpine",
  port: 5432,
  networks,
  secrets,
  environment: { POSTGRES_PASSWORD_FILE: "/run/secrets/db_password" },
  volumes: [{ source: "data", target: "/var/lib/postgresql/data", retainOnDelete: true }],
  healthcheck: { command: ["pg_isready", "-h", "127.0.0.1", "-U", "postgres"] },
});

// Your shop's image, and the port that it listens on. It reads the password from /run/secrets/db_password.
const shop = new ProxiedService(
  "shop",
  {
    entry,
    image: config.get("shopImage") ?? images.whoami,
    port: 80,
    hosts: [config.get("host") ?? "shop.localhost"],
    networks,
    secrets,
    environment: { DATABASE: db.address },
  },
  { dependsOn: [db] },
);

export const urls = shop.urls;
/** Names of the database's containers: `docker exec -it <name> psql -U postgres`. */
export const database = db.containerNames;
