import { fork } from "node:child_process";
import type { OnServer } from "../../../components/resources/toxics/server";
import type { AppliedFault } from "./disturbance";
import { KeeperError } from "./leftovers";

/** A request of the runner to the keeper: one of these, each answered. */
export interface Request {
  readonly begin?: OnServer & { readonly proxy: string };
  readonly apply?: AppliedFault;
  readonly lift?: number;
  readonly end?: true;
}

/** The answer of the keeper. */
export interface Answer {
  /** The names of what an earlier experiment had left, to `begin`. */
  readonly removed?: readonly string[];
  /** Why it could not be done. */
  readonly error?: string;
}

/** The script of a process that calls `keep`, and its arguments. */
export type KeeperCommand = readonly [script: string, ...args: string[]];

/** The keeper, seen from the runner. Each function throws {@link KeeperError}. */
export interface Keeper {
  /** Removes what earlier experiments have left, and gives its names. */
  begin(server: NonNullable<Request["begin"]>): Promise<readonly string[]>;
  apply(fault: AppliedFault): Promise<void>;
  lift(number: number): Promise<void>;
  /** Undoes everything. */
  end(): Promise<void>;
  /** Lets the process go, which undoes what is left. */
  close(): Promise<void>;
}

/**
 * Starts the keeper, in a process group of its own, so that an interrupt from the terminal does not
 * reach it.
 */
export function startKeeper([script, ...args]: KeeperCommand): Keeper {
  const child = fork(script, args, {
    detached: true,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const waiting: { resolve(answer: Answer): void; reject(error: Error): void }[] = [];
  let gone = false;

  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => {
      gone = true;
      for (const { reject } of waiting.splice(0)) reject(lost());
      resolve();
    });
  });
  child.on("message", (answer: Answer) => waiting.shift()?.resolve(answer));

  async function ask(request: Request): Promise<Answer> {
    if (gone) throw lost();
    const answer = await new Promise<Answer>((resolve, reject) => {
      waiting.push({ resolve, reject });
      child.send(request);
    });
    if (answer.error !== undefined) throw new KeeperError(answer.error);
    return answer;
  }

  return {
    begin: async (begin) => (await ask({ begin })).removed ?? [],
    apply: async (apply) => void (await ask({ apply })),
    lift: async (lift) => void (await ask({ lift })),
    end: async () => void (await ask({ end: true })),
    async close() {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}

const lost = () => new KeeperError("The process that takes the faults away has ended.");
