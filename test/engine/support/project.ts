import { type ExecFileException, execFile, execFileSync } from "node:child_process";
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
import { dirname, join, resolve } from "node:path";
import { removeAll } from "./docker";
import { freePorts } from "./ports";

/** The checkout under test. */
export const repository = resolve(__dirname, "../../..");

/** The exit code and the output of a command. */
export interface Outcome {
  code: number;
  /** Standard output, then standard error, without colours. */
  output: string;
}

/** The JSON document in the output of a command; its progress, on standard error, may follow. */
export function documentIn<T>({ output }: Outcome): T {
  const [document] = /^\{[\s\S]*?^\}$/m.exec(output) ?? [];
  if (document === undefined) throw new Error(output);
  return JSON.parse(document);
}

/** The settings under `gatehouse:` in Pulumi.<stack>.yaml. */
export type Config = Record<string, unknown>;

/**
 * A copy of the checkout with its own project name, network, ports and label prefix, so that it neither
 * reads nor changes any other stack on the machine.
 */
export interface Project {
  readonly id: string;
  readonly dir: string;
  readonly network: string;
  readonly labelPrefix: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly apiPort: number;
  /** Settings without public hosts and fixed names. */
  readonly config: Config;
  /** The toolchain's images, by their purpose. */
  readonly images: Record<string, string>;
  /** Writes a stack's file. Keys without a namespace are gatehouse's. */
  configure(config: Config, stack?: string): void;
  /** Reads a file of the copy. */
  read(file: string): string;
  /** Writes a file of the copy. The program starts in `main.cjs`. */
  write(file: string, text: string): void;
  /** Runs `node toolchain/pulumi.mjs …` in the copy. */
  pulumi(...args: string[]): Promise<Outcome>;
  /** Runs `pulumi …` in the copy, as a user with their own Pulumi and backend. */
  ownPulumi(args: readonly string[], env?: Record<string, string>): Promise<Outcome>;
  /** Runs `gatehouse …` in the copy, as that user. */
  gatehouse(...args: string[]): Promise<Outcome>;
  /** Runs any command in the copy. */
  run(command: string, args: readonly string[], env?: Record<string, string>): Promise<Outcome>;
  /** Removes what the project has on this machine's engine, and the copy. */
  remove(): Promise<void>;
}

/** Makes a project. Its stack `dev` does not exist yet. */
export async function createProject(): Promise<Project> {
  const id = randomBytes(4).toString("hex");
  const dir = mkdtempSync(join(tmpdir(), `gatehouse-${id}-`));
  copyCheckout(dir, id);
  const [httpPort, httpsPort, apiPort] = await freePorts();
  const labelPrefix = `t${id}`;
  const network = `proxy_net_${id}`;
  const run = (command: string, args: readonly string[], env: Record<string, string> = {}) =>
    execute(command, args, dir, { ...cleanEnvironment(), ...env });
  const pulumi = (...args: string[]) => run("node", ["toolchain/pulumi.mjs", ...args]);
  const ownPulumi = (args: readonly string[], env: Record<string, string> = {}) =>
    run("node", ["node_modules/pulumi/run.js", ...args], { ...ownBackend(dir), ...env });
  const gatehouse = (...args: string[]) =>
    run("node", ["exports/gatehouse.js", ...args], ownBackend(dir));
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
    write: (file, text) => writeFileSync(join(dir, file), text),
    pulumi,
    ownPulumi,
    gatehouse,
    run,
    async remove() {
      await removeAll(id);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Copies the checkout, and links to its packages and engine. */
function copyCheckout(dir: string, id: string): void {
  for (const file of checkoutFiles()) {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    cpSync(join(repository, file), join(dir, file));
  }
  const settings = join(dir, "Pulumi.yaml");
  const text = readFileSync(settings, "utf8");
  writeFileSync(settings, text.replace("gatehouse", `gatehouse-${id}`));
  symlinkSync(join(repository, "node_modules"), join(dir, "node_modules"), "dir");

  const shared = sharedDir();
  mkdirSync(join(dir, ".gatehouse"));
  mkdirSync(join(shared, "stamps"), { recursive: true });
  for (const built of ["home", "downloads"]) {
    symlinkSync(join(shared, built), join(dir, ".gatehouse", built));
  }
  // A copy, since the check of a test's program writes its result there.
  cpSync(join(shared, "stamps"), join(dir, ".gatehouse/stamps"), { recursive: true });
}

/** The files of the checkout that git tracks, or would track. */
function checkoutFiles(): string[] {
  const listing = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], {
    cwd: repository,
    encoding: "utf8",
  });
  return listing.split("\0").filter((name) => name !== "");
}

/** The folder where the set-up keeps the engine, the providers and its other files. */
function sharedDir(): string {
  const shared = process.env.GATEHOUSE_DIR;
  if (shared === undefined) throw new Error("the engine tests need their set-up: npm test");
  return shared;
}

/** The environment of a user's own Pulumi: another backend, and the test run's images. */
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

/** Writes a stack's file. Keys without a namespace get the one given. */
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

/** The environment of a person's shell, without the variables of the test run's set-up. */
export function cleanEnvironment(): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(
    ([key]) => !/^(GATEHOUSE_(?!DOWNLOADS)|PULUMI_|VITEST|(?:NODE_ENV|CI)$)/.test(key),
  );
  return { ...Object.fromEntries(kept), NO_COLOR: "1" };
}

/** Milliseconds after which a hanging command is killed, so that its test can print its output. */
const HANGS = 20 * 60_000;

/** Runs a command to its end; returns an outcome for a failure, too. */
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
