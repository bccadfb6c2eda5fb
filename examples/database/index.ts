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
const network = new ProxyNetwork("proxy_net", { networkName: config.get("network") });
const entry = new CaddyProxy("caddy", {
  network,
  ...config.getObject<Partial<CaddyProxyArgs>>("entry"),
});

// The shop, its worker and the database meet here; the entry point never joins.
const backend = new PrivateNetwork("backend", { internal: true });
const networks = [{ network: backend }];
const secrets = { db_password: { content: config.requireSecret("dbPassword") } };
const postgres = config.get("postgresImage") ?? "postgres:17-alpine";

const db = new Service("db", {
  image: postgres,
  port: 5432,
  networks,
  secrets,
  environment: { POSTGRES_PASSWORD_FILE: "/run/secrets/db_password" },
  volumes: [{ source: "data", target: "/var/lib/postgresql/data", retainOnDelete: true }],
  healthcheck: { command: ["pg_isready", "-h", "127.0.0.1", "-U", "postgres"] },
});

// A client of the database, as an application would be: it reads the password from the file.
const client = {
  image: postgres,
  networks,
  secrets,
  user: "postgres",
  environment: { PGHOST: db.host, PGUSER: "postgres" },
};
const statements = [
  "create table if not exists ticks (release text, at timestamptz default now())",
  `insert into ticks (release) values ('${config.get("release") ?? "1"}')`,
];
new Service(
  "worker",
  {
    ...client,
    entrypoint: ["sh", "-c"],
    command: [
      `export PGPASSWORD="$(cat /run/secrets/db_password)"
       while psql -q -v ON_ERROR_STOP=1 -c "${statements.join("; ")}"; do sleep 1; done`,
    ],
    stopSignal: "SIGKILL",
  },
  { dependsOn: [db] },
);

const shop = new ProxiedService(
  "shop",
  {
    entry,
    image: config.get("shopImage") ?? images.whoami,
    port: 80,
    hosts: ["shop.localhost"],
    networks,
    secrets,
    environment: { DB: db.address, WHOAMI_NAME: config.get("release") ?? "1" },
  },
  { dependsOn: [db] },
);

export const urls = shop.urls;
/** Names of the database's containers: `docker exec -it <name> psql -U postgres`. */
export const database = db.containerNames;
