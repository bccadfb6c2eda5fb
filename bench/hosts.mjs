// Measures how long `preview` and `up` take on this machine's engine, and on another through TLS and ssh:
//   node bench/hosts.mjs [previews of each kind, default 5]
// Needs root: the other host is an engine in a network namespace of this machine, so the figures show the
// connection's cost, not a network's.
import { cpSync } from "node:fs";
import path from "node:path";
import { ensureSshd } from "../toolchain/lib/apt.mjs";
import { local } from "../toolchain/lib/paths.mjs";
import { engineEnv } from "../toolchain/lib/pulumi-cli.mjs";
import { setUp } from "../toolchain/lib/setup.mjs";
import { loadTypeScript } from "../toolchain/lib/typescript.mjs";

const PREVIEWS = Number(process.argv[2] ?? 5);

const { downloads } = await setUp("dev");
await ensureSshd();
Object.assign(process.env, engineEnv(downloads), { GATEHOUSE_DIR: local() });
const { createProject } = loadTypeScript("test/engine/support/project");
const { startHost } = loadTypeScript("test/engine/support/host");

const project = await createProject();
const { caddy, whoami } = project.images;
const host = await startHost({ tls: true, ssh: true, images: [caddy, whoami] });

async function seconds(...args) {
  const began = performance.now();
  const { code, output } = await project.ownPulumi(args);
  if (code !== 0) throw new Error(output);
  return (performance.now() - began) / 1000;
}

async function repeated(...args) {
  const times = [];
  for (let number = 0; number < PREVIEWS; number++) times.push(await seconds(...args));
  return times.sort((one, other) => one - other);
}

const shown = (times) => {
  const middle = times[Math.floor(times.length / 2)];
  return `${middle.toFixed(1)} s (${times[0].toFixed(1)} to ${times.at(-1).toFixed(1)})`;
};

try {
  const { url, ...ssh } = host.ssh;
  cpSync(host.tls.certificates, path.join(project.dir, "certificates"), { recursive: true });
  const shared = {
    options: { ControlMaster: "auto", ControlPersist: "30", ControlPath: `${project.dir}/cm` },
  };
  const ways = {
    "unix, this machine's engine": {},
    tls: { host: { url: host.tls.url, certificates: { directory: "certificates" } } },
    ssh: { host: { url, ssh } },
    "ssh with ControlMaster": { host: { url, ssh: { ...ssh, ...shared } } },
  };
  console.log("connection                   up       second preview, median and range");
  for (const [way, settings] of Object.entries(ways)) {
    project.configure({ ...project.config, ...settings });
    await project.ownPulumi(["stack", "select", "--create", "dev"]);
    const up = await seconds("up", "--yes", "--skip-preview");
    const previews = await repeated("preview", "--expect-no-changes");
    await seconds("destroy", "--yes", "--skip-preview");
    console.log(way.padEnd(27), `${up.toFixed(1)} s`.padStart(7), " ", shown(previews));
  }
} finally {
  await project.remove();
  await host.stop();
}
