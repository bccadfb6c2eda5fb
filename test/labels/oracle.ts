import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { LabelledContainer } from "../../components/labels";
import { buildOracle } from "./oracle-binary";

/** A request to the real plugin and the real Caddy; see toolchain/label-oracle. */
export interface Question {
  readonly op: "generate" | "marshal" | "adapt" | "tokens" | "modules";
  readonly containers?: readonly LabelledContainer[];
  readonly prefix?: string;
  readonly process?: boolean;
  readonly validate?: boolean;
  readonly text?: string;
}

/** Their response. */
export interface Answer {
  readonly caddyfile: string;
  readonly logs: string;
  readonly json?: unknown;
  readonly warnings?: readonly string[];
  readonly panic?: string;
  readonly adaptError?: string;
  readonly validateError?: string;
  readonly modules?: readonly Module[];
  readonly tokens?: readonly Token[];
}

/** A word of a Caddyfile as Caddy reads it, and the lines that it stands on. */
export interface Token {
  readonly text: string;
  readonly quoted: boolean;
  readonly first: number;
  readonly last: number;
}

/** A module of the oracle's Caddy, and whether it is a standard one. */
export interface Module {
  readonly id: string;
  readonly standard: boolean;
}

/** A process with the real plugin and the real Caddy, which handles one request after the other. */
export class Oracle {
  private readonly waiting: ((answer: Answer) => void)[] = [];

  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly data: string,
  ) {
    createInterface({ input: child.stdout }).on("line", (line) => {
      this.waiting.shift()?.(JSON.parse(line) as Answer);
    });
    child.stderr.resume();
  }

  /**
   * Builds the oracle if necessary, and starts it.
   *
   * @param cwd the folder of the files that a Caddyfile names.
   */
  static async start(cwd?: string): Promise<Oracle> {
    const binary = await buildOracle();
    const data = mkdtempSync(join(tmpdir(), "label-oracle-"));
    const env = {
      ...process.env,
      GOGC: "800",
      HOME: data,
      XDG_DATA_HOME: data,
      XDG_CONFIG_HOME: data,
    };
    return new Oracle(spawn(binary, { env, cwd }), data);
  }

  /** Sends one request. */
  ask(question: Question): Promise<Answer> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.child.stdin.write(`${JSON.stringify(question)}\n`);
    });
  }

  /** The result for these containers, with CADDY_DOCKER_PROCESS_CADDYFILE, provisioned by Caddy. */
  generate(containers: readonly LabelledContainer[], options: Partial<Question> = {}) {
    return this.ask({ op: "generate", containers, process: true, validate: true, ...options });
  }

  /** Ends the process and removes its files. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.on("close", resolve));
    this.child.stdin.end();
    await ended;
    rmSync(this.data, { recursive: true, force: true });
  }
}
