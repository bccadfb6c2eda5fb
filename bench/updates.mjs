// Counts lost requests and the longest gap in updates of a service under load, here and with docker compose:
//   node bench/updates.mjs [updates of each kind, default 10] [subject] [kind]
// By default it measures all subjects (gatehouse, host, compose, traefik) and all kinds, such as "route".
// The first run builds docker compose and Traefik from their Go modules, which takes minutes.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { local } from "../toolchain/lib/paths.mjs";
import { engineEnv } from "../toolchain/lib/pulumi-cli.mjs";
import { setUp } from "../toolchain/lib/setup.mjs";
import { loadTypeScript } from "../toolchain/lib/typescript.mjs";
import { buildImage } from "./lib/data-plane/images.mjs";
import { IMAGES, traefik } from "./lib/data-plane/peers.mjs";
import { compose as composePeer } from "./lib/peers.mjs";

const [, , updates = "10", onlySubject, onlyKind] = process.argv;
const UPDATES = Number(updates);
const REQUESTS = 10_000;
const HOST = "shop.localhost";
const AS_IT_IS = { image: 0, release: 0, hosts: 0, polling: 30 };
/** The state after the update with this number, for each kind of update of the service. */
const OF_THE_SERVICE = {
  "image and environment": (number) => ({ ...AS_IT_IS, image: number % 2, release: number }),
  route: (number) => ({ ...AS_IT_IS, hosts: number % 2 }),
  "all at once": (number) => ({
    ...AS_IT_IS,
    image: number % 2,
    release: number,
    hosts: number % 2,
  }),
};
const PROXY = { "the proxy itself": (number) => ({ ...AS_IT_IS, polling: 30 + number }) };
const KINDS = { ...OF_THE_SERVICE, ...PROXY };

const { downloads, engine } = await setUp("dev");
Object.assign(process.env, engineEnv(downloads), { GATEHOUSE_DIR: local() });
const { createProject } = loadTypeScript("test/engine/support/project");
const { serviceImage } = loadTypeScript("test/engine/support/service");
const { startLoad } = loadTypeScript("test/engine/support/load");
const { visit } = loadTypeScript("test/engine/support/http");
const images = Object.values(await serviceImage());
const { file: compose } = await composePeer();

function hostsOf(state) {
  return state.hosts === 1 ? [HOST, "store.localhost"] : [HOST];
}

function ours(project, publish = "ports") {
  const { network, labelPrefix, httpPort, httpsPort, images: servers } = project;
  const text = JSON.stringify;
  return async (state) => {
    const environment = { BOOT: "1500ms", RELEASE: String(state.release) };
    const labelsOn = publish === "ports" ? "route-holder" : "container";
    const service = { image: images[state.image], port: 8080, hosts: hostsOf(state), environment };
    const settings = { pollingInterval: `${state.polling}s` };
    project.write(
      "index.ts",
      `import { CaddyProxy, ProxiedService, ProxyNetwork } from "./components";
       export = () => {
         const network = new ProxyNetwork("net", { networkName: ${text(network)} });
         const place: any = ${text({ labelPrefix, httpPort, httpsPort, publish, settings })};
         const image = ${text({ reference: servers.caddy })};
         const entry = new CaddyProxy("caddy", { network, image, ...place });
         const shop: any = ${text({ ...service, labelsOn })};
         new ProxiedService("shop", { entry, ...shop });
       };`,
    );
    const { code, output } = await project.pulumi(
      "up",
      "--stack",
      "dev",
      "--yes",
      "--skip-preview",
    );
    if (code !== 0) throw new Error(output);
  };
}

function theirs(folder, project, proxyOf) {
  return async (state) => {
    const { proxy, labels } = proxyOf(project, state);
    const services = {
      proxy: { ...proxy, volumes: ["/var/run/docker.sock:/var/run/docker.sock"] },
      shop: {
        image: images[state.image],
        environment: { BOOT: "1500ms", RELEASE: String(state.release) },
        labels,
      },
    };
    writeFileSync(path.join(folder, "compose.yaml"), JSON.stringify({ services }));
    await run(["up", "--detach", "--wait"], folder, project.id);
  };
}

/** Caddy Docker Proxy, as its documentation has it. */
const caddyProxy = ({ httpsPort, labelPrefix, images: servers }, state) => ({
  proxy: {
    image: servers.caddy,
    ports: [`127.0.0.1:${httpsPort}:443`],
    environment: {
      CADDY_DOCKER_LABEL_PREFIX: labelPrefix,
      CADDY_DOCKER_POLLING_INTERVAL: `${state.polling}s`,
    },
  },
  labels: {
    [labelPrefix]: hostsOf(state).join(" "),
    [`${labelPrefix}.reverse_proxy`]: "{{upstreams 8080}}",
    [`${labelPrefix}.tls`]: "internal",
  },
});

/** Traefik, as its documentation has it; without a certificate it makes one of its own. */
const traefikProxy = ({ httpsPort, id }, state) => ({
  proxy: {
    image: IMAGES.traefik,
    ports: [`127.0.0.1:${httpsPort}:443`],
    command: [
      "/traefik",
      "--entrypoints.websecure.address=:443",
      "--entrypoints.websecure.http.tls=true",
      "--providers.docker.exposedbydefault=false",
      `--providers.docker.constraints=Label(\`gatehouse.bench\`,\`${id}\`)`,
      "--global.checknewversion=false",
    ],
  },
  labels: {
    "gatehouse.bench": id,
    "traefik.enable": "true",
    "traefik.http.routers.shop.rule": hostsOf(state)
      .map((host) => `Host(\`${host}\`)`)
      .join(" || "),
    "traefik.http.services.shop.loadbalancer.server.port": "8080",
  },
});

function run(args, cwd, name) {
  return new Promise((resolve, reject) => {
    execFile(
      compose,
      ["--project-name", `bench-${name}`, ...args],
      { cwd },
      (error, out, problem) => (error ? reject(new Error(problem)) : resolve(out)),
    );
  });
}

async function waitForAnswer(port) {
  for (;;) {
    const reply = await visit({ port, host: HOST }).catch(() => undefined);
    if (reply?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function measure(title, port, update, kinds = KINDS) {
  for (const [kind, stateOf] of Object.entries(kinds)) {
    if ((onlyKind ?? kind) !== kind) continue;
    await update(stateOf(0));
    await waitForAnswer(port);
    for (let number = 1; number <= UPDATES; number++) {
      const load = startLoad({ port, host: HOST });
      const started = performance.now();
      await update(stateOf(number));
      const seconds = (performance.now() - started) / 1000;
      await load.until(REQUESTS);
      const { requests, failed, longestGap } = await load.stop();
      const numbers = [`${failed.length} of ${requests}`, `${longestGap.toFixed(0)} ms`];
      const row = [title.padEnd(14), kind.padEnd(22), numbers[0].padStart(16)];
      console.log(
        [...row, numbers[1].padStart(12), `${seconds.toFixed(1)} s`.padStart(7)].join("  "),
      );
    }
  }
}

const project = await createProject();
const folder = mkdtempSync(path.join(tmpdir(), "gatehouse-compose-"));
const port = project.httpsPort;

/** What is measured, by the name on the command line. */
const SUBJECTS = {
  gatehouse: async () => {
    await project.pulumi("stack", "select", "--create", "dev");
    await measure("gatehouse", port, ours(project));
    await project.pulumi("destroy", "--stack", "dev", "--yes");
  },
  host: async () => {
    await project.pulumi("stack", "select", "--create", "dev");
    await measure("on the host", port, ours(project, "host-network"), PROXY);
    await project.pulumi("destroy", "--stack", "dev", "--yes");
  },
  compose: async () => {
    await measure("compose", port, theirs(folder, project, caddyProxy));
    await run(["down", "--volumes"], folder, project.id);
  },
  traefik: async () => {
    const { file: program } = await traefik();
    await buildImage(engine.docker, { name: IMAGES.traefik, program, command: ["/traefik"] });
    await measure("Traefik", port, theirs(folder, project, traefikProxy), OF_THE_SERVICE);
  },
};

try {
  console.log("                update                     requests lost   longest gap     time");
  for (const [subject, measured] of Object.entries(SUBJECTS)) {
    if ((onlySubject ?? subject) === subject) await measured();
  }
} finally {
  await run(["down", "--volumes"], folder, project.id).catch(() => undefined);
  await engine.docker(["image", "rm", "--force", IMAGES.traefik]);
  await project.remove();
  rmSync(folder, { recursive: true, force: true });
}
