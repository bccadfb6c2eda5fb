import { randomBytes } from "node:crypto";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IMAGE_MODULES } from "../../../components/labels";
import { locked } from "./lock";
import { freePorts } from "./ports";
import {
  type Config,
  cleanEnvironment,
  execute,
  type Outcome,
  ownBackend,
  repository,
  writeConfig,
} from "./project";

/** A folder with the packed tarball, and copies of examples that depend on it. */
export interface Workplace {
  /** The files of the tarball. */
  readonly files: readonly string[];
  /** A copy of an example with the tarball installed, and its own stack, network and ports. */
  install(name: string): Promise<Example>;
  /** What `pulumi new` makes of a template, with the tarball installed, likewise. */
  generate(template: string): Promise<Example>;
  remove(): void;
}

/** One example, as a user with their own Pulumi has it. Its stack is `dev`. */
export interface Example {
  readonly id: string;
  /** Its folder, a copy. */
  readonly dir: string;
  readonly network: string;
  readonly httpsPort: number;
  readonly images: Readonly<Record<string, string>>;
  /** Writes the stack's file: these settings, and the entry point's ports and images. */
  configure(config?: Config): void;
  pulumi(...args: string[]): Promise<Outcome>;
  /** Runs a script of an installed package in the example's folder. */
  node(...args: string[]): Promise<Outcome>;
  /** Destroys the stack, and removes the copy. */
  destroy(): Promise<Outcome>;
}

/** Packs the checkout as `npm pack` does. */
export async function pack(): Promise<Workplace> {
  const dir = mkdtempSync(join(tmpdir(), "gatehouse-packed-"));
  // Packing compiles into the checkout's dist/.
  const packed = await locked(repository, () =>
    execute("npm", ["pack", "--json", "--pack-destination", dir], repository, cleanEnvironment()),
  );
  if (packed.code !== 0) throw new Error(packed.output);
  const { version } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
  const tarball = `gatehouse-${version}.tgz`;
  const listing = await execute("tar", ["-tzf", join(dir, tarball)], dir, cleanEnvironment());
  return {
    files: listing.output.trim().split("\n").sort(),
    install: (name) => install(dir, name),
    generate: (template) => generate(dir, template, tarball),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

function install(workplace: string, name: string): Promise<Example> {
  const id = randomBytes(4).toString("hex");
  const dir = join(workplace, "examples", name);
  mkdirSync(dir, { recursive: true });
  cpSync(join(repository, "examples", name), dir, {
    recursive: true,
    filter: (file) => !file.includes("node_modules"),
  });
  const description = join(dir, "Pulumi.yaml");
  const project = `${name}-${id}`;
  const text = readFileSync(description, "utf8");
  writeFileSync(description, text.replace(/^name: .*$/m, `name: ${project}`));
  return exampleIn(workplace, dir, project, id);
}

async function generate(workplace: string, name: string, tarball: string): Promise<Example> {
  const id = randomBytes(4).toString("hex");
  const project = `${name}-${id}`;
  const template = join(workplace, "templates", name);
  cpSync(join(repository, "templates", name), template, { recursive: true });
  copyFileSync(join(workplace, tarball), join(template, tarball));
  const dir = join(workplace, "generated", name);
  mkdirSync(dir, { recursive: true });
  const flags = [
    "--generate-only",
    "--yes",
    "--force",
    "--name",
    project,
    "--description",
    `A ${name}.`,
  ];
  const { code, output } = await pulumiIn(dir, "new", template, "--dir", dir, ...flags);
  if (code !== 0) throw new Error(output);
  return exampleIn(workplace, dir, project, id);
}

function pulumiIn(dir: string, ...args: string[]): Promise<Outcome> {
  const script = join(repository, "node_modules/pulumi/run.js");
  return execute("node", [script, ...args], dir, { ...cleanEnvironment(), ...ownBackend(dir) });
}

/** An example in a folder, once its packages are installed. */
async function exampleIn(
  workplace: string,
  dir: string,
  project: string,
  id: string,
): Promise<Example> {
  const run = (command: string, args: readonly string[]) =>
    execute(command, args, dir, { ...cleanEnvironment(), ...ownBackend(dir) });
  await installPackages(workplace, run);

  const [httpPort, httpsPort] = await freePorts();
  const network = `proxy_net_${id}`;
  const images: Record<string, string> = JSON.parse(process.env.GATEHOUSE_IMAGES || "{}");
  const entry = {
    image: { reference: images.caddy, modules: IMAGE_MODULES },
    httpPort,
    httpsPort,
    labelPrefix: `t${id}`,
  };
  const pulumi = (...args: string[]) => pulumiIn(dir, ...args);
  return {
    id,
    dir,
    network,
    httpsPort,
    images,
    configure: (config = {}) => writeConfig(dir, "dev", { network, entry, ...config }, project),
    pulumi,
    node: (...args) => run("node", args),
    destroy: () => pulumi("destroy", "--stack", "dev", "--yes", "--skip-preview"),
  };
}

/** Installs the packages of the first example. All examples depend on the same ones: others get links. */
async function installPackages(
  workplace: string,
  run: (command: string, args: readonly string[]) => Promise<Outcome>,
): Promise<void> {
  const shared = join(workplace, "packages");
  const succeed = async (command: string, args: readonly string[]) => {
    const { code, output } = await run(command, args);
    if (code !== 0) throw new Error(output);
  };
  if (existsSync(shared)) return succeed("cp", ["-al", shared, "node_modules"]);
  await succeed("npm", ["install", ...NPM_FLAGS, ...pins()]);
  await succeed("cp", ["-al", "node_modules", shared]);
}

const NPM_FLAGS = ["--prefer-offline", "--ignore-scripts", "--no-save", "--no-package-lock"];

/** The packages that examples require in a range, in the versions whose providers the set-up has. */
function pins(): string[] {
  const { packages } = JSON.parse(readFileSync(join(repository, "package-lock.json"), "utf8"));
  return [
    ...["@pulumi/docker", "@pulumi/pulumi", "@pulumi/random"],
    ...["@types/node", "typescript"],
  ].map((name) => `${name}@${packages[`node_modules/${name}`].version}`);
}
