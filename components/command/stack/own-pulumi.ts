// The person's own Pulumi, and the project in whose folder the command runs.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import spawn from "cross-spawn";
import { CommandFailure } from "../failure";
import { PROJECT_FILES } from "./project";
import type { Captured, PulumiCommand } from "./pulumi";

/** Finds the Pulumi that the project has as a package, else the one on PATH. */
export async function findOwnPulumi(folder = process.cwd()): Promise<PulumiCommand> {
  const projectDir = projectOf(folder);
  if (projectDir === undefined) {
    throw new CommandFailure(
      `${folder}: neither this folder nor one above it has a Pulumi.yaml.\nRun the command in the folder of your Pulumi program.`,
    );
  }
  const script = packaged(projectDir);
  const program = script === undefined ? ["pulumi"] : [process.execPath, script];
  return {
    shown: script === undefined ? "pulumi" : "npx pulumi",
    projectDir,
    run: (args, output) => attach([...program, ...args], folder, output),
    capture: (args) => capture([...program, ...args], folder),
  };
}

/** The folder of the Pulumi project that a folder belongs to. */
export function projectOf(folder: string): string | undefined {
  if (PROJECT_FILES.some((name) => existsSync(join(folder, name)))) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : projectOf(above);
}

/** The script of npm's package `pulumi`, where the project has it. */
function packaged(projectDir: string): string | undefined {
  try {
    const manifest = createRequire(join(projectDir, "package.json")).resolve("pulumi/package.json");
    return join(dirname(manifest), "run.js");
  } catch {
    return undefined;
  }
}

/** Runs a program on this terminal. An interrupt reaches it too, and the command waits for its end. */
function attach(
  [program = "", ...args]: readonly string[],
  cwd: string,
  output: "stdout" | "stderr" = "stdout",
): Promise<number> {
  return new Promise((done, fail) => {
    const stdout = output === "stdout" ? "inherit" : 2;
    const child = spawn(program, args, { cwd, stdio: ["inherit", stdout, "inherit"] });
    const stay = () => {};
    const pass = (signal: NodeJS.Signals) => child.kill(signal);
    process.on("SIGINT", stay).on("SIGTERM", pass).on("SIGHUP", pass);
    const end = () => process.off("SIGINT", stay).off("SIGTERM", pass).off("SIGHUP", pass);
    child.on("error", (error) => {
      end();
      fail(plain(error));
    });
    child.on("close", (code) => {
      end();
      done(code ?? 1);
    });
  });
}

function capture([program = "", ...args]: readonly string[], cwd: string): Promise<Captured> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    const written = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name]?.setEncoding("utf8").on("data", (text: string) => {
        written[name] += text;
      });
    }
    child.on("error", (error) => fail(plain(error)));
    child.on("close", (code) => done({ code: code ?? 1, ...written }));
  });
}

function plain(error: Error): Error {
  if (!("code" in error) || error.code !== "ENOENT") return error;
  return new CommandFailure(
    "Pulumi's CLI is neither a package of this project nor on PATH.\nAdd it: npm install --save-dev pulumi",
  );
}
