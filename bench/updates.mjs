// Counts lost requests and the longest gap in updates of a service under load, here and with docker compose:
//   node bench/updates.mjs [updates of each kind, default 10]
// The first run builds docker compose from its Go module, which takes minutes.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { goBuild } from "../toolchain/lib/go.mjs";
import { local } from "../toolchain/lib/paths.mjs";
import { engineEnv } from "../toolchain/lib/pulumi-cli.mjs";
import { setUp } from "../toolchain/lib/setup.mjs";
import { loadTypeScript } from "../toolchain/lib/typescript.mjs";

const UPDATES = Number(process.argv[2] ?? 10);
const REQUESTS = 10_000;
const HOST = "shop.localhost";
const AS_IT_IS = { image: 0, release: 0, hosts: 0, polling: 30 };
const PROXY = { "the proxy itself": (number) => ({ ...AS_IT_IS, polling: 30 + number }) };
/** The state after the update with this number, for each kind of update. */
const KINDS = {
  "image and environment": (number) => ({ ...AS_IT_IS, image: number % 2, release: number }),
  route: (number) => ({ ...AS_IT_IS, hosts: number % 2 }),
  "all at once": (number) => ({
    ...AS_IT_IS,
    image: number % 2,
    release: number,
    hosts: number % 2,
  }),
  ...PROXY,
};

const { downloads } = await setUp("dev");
Object.assign(process.env, engineEnv(downloads), { GATEHOUSE_DIR: local() });
const { createProject } = loadTypeScript("test/engine/support/project");
const { serviceImage } = loadTypeScript("test/engine/support/service");
const { startLoad } = loadTypeScript("test/engine/support/load");
const { visit } = loadTypeScript("test/engine/support/http");
const images = Object.values(await serviceImage());
const compose = local("bin", "docker-compose");
await goBuild(
  { folder: "compose", package: "github.com/docker/compose/v2/cmd", output: compose },
  () => undefined,
);

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

function theirs(folder, project) {
  const { httpsPort, images: servers } = project;
  return async (state) => {
    const services = {
      caddy: {
        image: servers.caddy,
        ports: [`127.0.0.1:${httpsPort}:443`],
        environment: {
          CADDY_DOCKER_LABEL_PREFIX: project.labelPrefix,
          CADDY_DOCKER_POLLING_INTERVAL: `${state.polling}s`,
        },
        volumes: ["/var/run/docker.sock:/var/run/docker.sock"],
      },
      shop: {
        image: images[state.image],
        environment: { BOOT: "1500ms", RELEASE: String(state.release) },
        labels: {
          [project.labelPrefix]: hostsOf(state).join(" "),
          [`${project.labelPrefix}.reverse_proxy`]: "{{upstreams 8080}}",
          [`${project.labelPrefix}.tls`]: "internal",
        },
      },
    };
    writeFileSync(path.join(folder, "compose.yaml"), JSON.stringify({ services }));
    await run(["up", "--detach", "--wait"], folder, project.id);
  };
}

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
try {
  console.log("                update                     requests lost   longest gap     time");
  await project.pulumi("stack", "select", "--create", "dev");
  await measure("gatehouse", project.httpsPort, ours(project));
  await project.pulumi("destroy", "--stack", "dev", "--yes");
  await measure("on the host", project.httpsPort, ours(project, "host-network"), PROXY);
  await project.pulumi("destroy", "--stack", "dev", "--yes");
  await measure("compose", project.httpsPort, theirs(folder, project));
} finally {
  await run(["down", "--volumes"], folder, project.id).catch(() => undefined);
  await project.remove();
  rmSync(folder, { recursive: true, force: true });
}
