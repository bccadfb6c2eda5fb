import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import {
  CaddyProxy,
  dockerProvider,
  Portal,
  ProxiedService,
  type ProxiedServiceArgs,
  ProxyNetwork,
} from "../../../components";
import { BuildFailed } from "../../../components/docker/images/build";
import { pendingText } from "../../../components/docker/routes/certificates";
import { parseExperiment } from "../../../components/experiments";
import { buildProblem } from "../../../components/resources/built-image/refusal";
import { readYaml } from "../../../components/schema/yaml";
import { parseStackFile } from "../../../program";
import { complaints, printedServices } from "../code";
import { allBlocks, blocksIn } from "./block";
import { logs, pinned, rolledBack } from "./going-back";
import { doctor, status } from "./looking-after";

const root = resolve(__dirname, "../../..");

/** Outputs that a test without Docker produces, by their first words. */
export const OUTPUTS: Readonly<Record<string, () => string>> = {
  'error: ProxiedService "shop": 2 problems': () =>
    refusal(() => service({ port: 80.5, hosts: ["https://shop.localhost/cart"], image: "shop:1" })),
  "$ npm run pulumi -- preview\nThe program does not pass the type check": () => {
    const wrong = { "services.ts": printedServices().replace("health:", "heath:") };
    const [message = ""] = complaints(wrong)["services.ts"] ?? [];
    return [
      "$ npm run pulumi -- preview",
      "The program does not pass the type check:",
      `  services.ts(…): error TS2561: ${message}`,
    ].join("\n");
  },
  'error: ProxiedService "shop": opts.provider': () =>
    refusal(() =>
      service(
        { port: 80, hosts: ["shop.localhost"], image: "shop:1" },
        "ssh://deploy@edge.example.com",
        "unix:///var/run/docker.sock",
      ),
    ),
  'Portal "portal": must have basicAuth': () =>
    refusal(() => {
      const network = new ProxyNetwork("net");
      const entry = new CaddyProxy("caddy", { network, address: "0.0.0.0" });
      new Portal("portal", { entry, hosts: ["portal.localhost"] });
    }).replace(/^error: /, ""),
  "error: Pulumi.dev.yaml: 2 problems": () =>
    refusal(() => {
      const file = readFileSync(join(root, "Pulumi.dev.yaml"), "utf8");
      const { line } = readYaml(
        file.replace("gatehouse:network:", "gatehouse:netwrok:"),
        "Pulumi.dev.yaml",
      );
      const wrong = { proxy: { httpPort: "eighty" }, netwrok: "proxy_net" };
      parseStackFile(wrong, {}, [], (path) => line(["config", ...path]));
    }),
  "error: Pulumi.dev.yaml: gatehouse:toxiproxy.toxics[0]": () =>
    refusal(() => {
      const toxics = [{ latency: { latency: 1 } }];
      const hosts = ["toxic-whoami.localhost"];
      parseStackFile({ whoami: { hosts: ["a.localhost"] }, toxiproxy: { hosts, toxics } });
    }),
  "warning: late.acme.test has no certificate yet": () =>
    `warning: ${pendingText({
      host: "late.acme.test",
      server: "https://acme.example.com/dir",
      challenges: { "tls-alpn-01": 'malformed: Could not resolve URL "late.acme.test"' },
      failed: { time: 0, retryIn: 60 },
    })}`,
  "error: module github.com/mholt/caddy-l4@v0.0.99": () => {
    const module = "github.com/mholt/caddy-l4@v0.0.99";
    const words = `go: ${module}: reading https://…/@v/v0.0.99.info: 403 Forbidden`;
    const log = [`refused: ${JSON.stringify({ kind: "missing", module, words })}`];
    return `error: ${buildProblem(new BuildFailed("", log))}`;
  },
  "npm run quickstart asks before it touches": () => {
    const args = ["toolchain/quickstart.mjs", "--stack", "prod"];
    return spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", input: "" }).stderr;
  },
  'gatehouse: "gatehouse restore" asks before': () => {
    const args = ["exports/gatehouse.js", "restore", "--stack", "prod", "--file", "package.json"];
    return spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", input: "" }).stderr;
  },
  "Stack dev of project shop, last updated": status,
  "This machine\n": doctor,
  "13:51:33.453 chat-621c0fb ": logs,
  "shop is back at image ": rolledBack,
  'gatehouse:releases of stack "dev" pins': pinned,
  "$ npx gatehouse lint wrong.yaml": () => inShop("lint", "wrong.yaml"),
  "$ npx gatehouse import compose.yaml --out ../program": () =>
    inShop("import", "compose.yaml", "--out", "../program"),
  "$ npx gatehouse import compose.yaml --check": () => inShop("import", "compose.yaml", "--check"),
  "bad.yaml: 2 problems": () =>
    refusal(() => {
      const [document] = allBlocks().filter(({ text }) => text.startsWith("name: bad-friday"));
      const wrong = (document?.text ?? "")
        .replace("requestsPerSecond: 40", "clients: 0, requestsPerSecond: 40")
        .replace("for: 8s", "for: 2");
      parseExperiment(wrong, "bad.yaml");
    }).replace(/^error: /, ""),
};

/** A command of the package and its output, in the folder that docs/moving-over.md describes. */
function inShop(...args: string[]): string {
  const dir = mkdtempSync(join(tmpdir(), "gatehouse-documents-"));
  try {
    const shop = join(dir, "shop");
    const [compose = ""] = blocksIn("docs/moving-over.md").flatMap(({ language, text }) =>
      language === "yaml" ? [text] : [],
    );
    const files = {
      "compose.yaml": compose,
      "wrong.yaml": compose.replace("caddy_0.encode", "caddy_0.enocde"),
      ".env": "DB_PASSWORD=x\n",
    };
    mkdirSync(shop);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(shop, name), text);
    const command = [join(root, "exports/gatehouse.js"), ...args];
    const { stdout, stderr } = spawnSync(process.execPath, command, {
      cwd: shop,
      encoding: "utf8",
    });
    return `$ npx gatehouse ${args.join(" ")}\n${stderr}${stdout}`;
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** What Pulumi prints about an error. */
function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return `error: ${(error as Error).message}`;
  }
  throw new Error("nothing was refused");
}

/** Declares the service "shop", on a Docker host and with the provider of another one. */
function service(args: Omit<ProxiedServiceArgs, "entry">, url?: string, other?: string) {
  const provider = url === undefined ? undefined : dockerProvider("edge", { url });
  const network = new ProxyNetwork("net", {}, { provider });
  const entry = new CaddyProxy("caddy", { network, address: "0.0.0.0" });
  const opts = other === undefined ? {} : { provider: dockerProvider("local", { url: other }) };
  return new ProxiedService("shop", { entry, ...args }, opts);
}
