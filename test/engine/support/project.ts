import { type ExecFileException, execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { freePorts } from "./ports";
import { checkoutFiles, javascript, repository, transpile, transpileCheckout } from "./transpiled";

export { repository } from "./transpiled";

/** How a project has its program. */
export interface ProjectOptions {
  /**
   * Whether Pulumi compiles the program at each run, as it does in everybody's checkout.
   * Default: false, the program is plain JavaScript.
   */
  readonly typescript?: boolean;
}

/** What a command printed, and how it ended. */
export interface Outcome {
  code: number;
  /** Standard output and error, in that order, without colours. */
  output: string;
}

/** The settings under `gatehouse:`, as they stand in Pulumi.<stack>.yaml. */
export type Config = Record<string, unknown>;

/**
 * A copy of the checkout with a project name, network, ports and label prefix of its own: what runs
 * in it neither sees nor touches any other stack on the machine.
 */
export interface Project {
  readonly id: string;
  readonly dir: string;
  readonly network: string;
  readonly labelPrefix: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly apiPort: number;
  /** Settings that hold no host of the outside world and no fixed name. */
  readonly config: Config;
  /** Images of the running toolchain, by what they are for. */
  readonly images: Record<string, string>;
  /** Writes a stack's file. Keys without a namespace are gatehouse's. */
  configure(config: Config, stack?: string): void;
  /** Reads a file of the copy. */
  read(file: string): string;
  /** Writes a file of the copy; beside TypeScript, the JavaScript that runs in its place. */
  write(file: string, text: string): void;
  /** `node toolchain/pulumi.mjs …` in the copy. */
  pulumi(...args: string[]): Promise<Outcome>;
  /** `pulumi …` in the copy, as somebody runs it who has a Pulumi and a backend of their own. */
  ownPulumi(args: readonly string[], env?: Record<string, string>): Promise<Outcome>;
  /** Any command in the copy. */
  run(command: string, args: readonly string[], env?: Record<string, string>): Promise<Outcome>;
  /** Destroys what is left, and removes the copy. */
  remove(): Promise<void>;
}

/** Makes a project. Its stack is `dev`, and not yet created. */
export async function createProject({ typescript = false }: ProjectOptions = {}): Promise<Project> {
  const id = randomBytes(4).toString("hex");
  const dir = mkdtempSync(join(tmpdir(), `gatehouse-${id}-`));
  copyCheckout(dir, id);
  if (!typescript) runJavaScript(dir);
  const [httpPort, httpsPort, apiPort] = await freePorts();
  const labelPrefix = `t${id}`;
  const network = `proxy_net_${id}`;
  const run = (command: string, args: readonly string[], env: Record<string, string> = {}) =>
    execute(command, args, dir, { ...cleanEnvironment(), ...env });
  const pulumi = (...args: string[]) => run("node", ["toolchain/pulumi.mjs", ...args]);
  const ownPulumi = (args: readonly string[], env: Record<string, string> = {}) =>
    run("node", ["node_modules/pulumi/run.js", ...args], { ...ownBackend(dir), ...env });
  const configure = (config: Config, stack = "dev") => writeConfig(dir, stack, config);
  const config: Config = {
    network,
    proxy: { httpPort, httpsPort, labelPrefix },
    whoami: { hosts: ["whoami.localhost"] },
  };
  configure(config);
  return {
    id,
    dir,
    network,
    labelPrefix,
    httpPort,
    httpsPort,
    apiPort,
    config,
    images: JSON.parse(process.env.GATEHOUSE_IMAGES || "{}"),
    configure,
    read: (file) => readFileSync(join(dir, file), "utf8"),
    write(file, text) {
      writeFileSync(join(dir, file), text);
      if (!typescript && file.endsWith(".ts")) {
        writeFileSync(javascript(join(dir, file)), transpile(text));
      }
    },
    pulumi,
    ownPulumi,
    run,
    async remove() {
      await run("node", ["toolchain/teardown.mjs"]);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The checkout, with the installed packages and the built engine linked in. */
function copyCheckout(dir: string, id: string): void {
  for (const file of checkoutFiles()) {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    cpSync(join(repository, file), join(dir, file));
  }
  edit(join(dir, "Pulumi.yaml"), "gatehouse", `gatehouse-${id}`);
  symlinkSync(join(repository, "node_modules"), join(dir, "node_modules"), "dir");

  const shared = sharedDir();
  mkdirSync(join(dir, ".gatehouse"));
  mkdirSync(join(shared, "stamps"), { recursive: true });
  for (const built of ["home", "downloads"]) {
    symlinkSync(join(shared, built), join(dir, ".gatehouse", built));
  }
  // A program that a test writes has its types checked for this copy alone.
  cpSync(join(shared, "stamps"), join(dir, ".gatehouse/stamps"), { recursive: true });
}

/** Puts the program's JavaScript beside it, and has Pulumi run that. */
function runJavaScript(dir: string): void {
  const made = process.env.GATEHOUSE_JAVASCRIPT;
  if (made === undefined) transpileCheckout(dir);
  else cpSync(made, dir, { recursive: true });
  const project = join(dir, "Pulumi.yaml");
  edit(project, "main: index.ts", "main: index.js");
  edit(project, "  name: nodejs", "  name: nodejs\n  options:\n    typescript: false");
}

function edit(file: string, from: string, to: string): void {
  writeFileSync(file, readFileSync(file, "utf8").replace(from, to));
}

/** Where the set-up has put the engine, the providers and the rest. */
function sharedDir(): string {
  const shared = process.env.GATEHOUSE_DIR;
  if (shared === undefined) throw new Error("the engine tests need their set-up: npm test");
  return shared;
}

/** A Pulumi of one's own: another backend, and images that are not the toolchain's business. */
export function ownBackend(dir: string): Record<string, string> {
  mkdirSync(join(dir, "own-state"), { recursive: true });
  return {
    PULUMI_HOME: join(sharedDir(), "home"),
    PULUMI_BACKEND_URL: `file://${dir}/own-state`,
    PULUMI_CONFIG_PASSPHRASE: "own",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    GATEHOUSE_IMAGES: process.env.GATEHOUSE_IMAGES ?? "",
  };
}

/** Writes a stack's file. Keys without a namespace are of the one given. */
export function writeConfig(
  dir: string,
  stack: string,
  config: Config,
  namespace = "gatehouse",
): void {
  const lines = Object.entries(config).map(([key, value]) => {
    const name = key.includes(":") ? key : `${namespace}:${key}`;
    return `  ${name}: ${JSON.stringify(value)}\n`;
  });
  writeFileSync(join(dir, `Pulumi.${stack}.yaml`), `config:\n${lines.join("")}`);
}

/** The environment of a person's shell: nothing of the test run's own set-up is handed on. */
export function cleanEnvironment(): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(
    ([key]) => !/^(GATEHOUSE_(?!DOWNLOADS)|PULUMI_|VITEST|(?:NODE_ENV|CI)$)/.test(key),
  );
  return { ...Object.fromEntries(kept), NO_COLOR: "1" };
}

/** Milliseconds after which a command hangs, and is ended: its test can still tell what it printed. */
const HANGS = 20 * 60_000;

/** Runs a command to its end; a failure is an outcome too. */
export function execute(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string | undefined>,
): Promise<Outcome> {
  return new Promise((done) => {
    const finish = (error: ExecFileException | null, stdout: string, stderr: string) =>
      done({
        code: typeof error?.code === "number" ? error.code : error === null ? 0 : -1,
        output: stdout + stderr,
      });
    execFile(command, args, { cwd, env, maxBuffer: 64 << 20, timeout: HANGS }, finish);
  });
}
