import { fork } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { apiOf, type OnServer } from "../resources/toxics/server";
import { ToxiproxyError } from "../toxics/transport";
import { type AppliedFault, type Disturbance, disturbance } from "./disturbance";
import { isAlive } from "./leftovers";

/** A request of the runner to the keeper: one of these, each answered. */
interface Request {
  readonly begin?: OnServer & { readonly proxy: string };
  readonly apply?: AppliedFault;
  readonly lift?: number;
  readonly end?: true;
}

interface Answer {
  /** To `begin`: the names of the toxics that an earlier experiment had left. */
  readonly removed?: readonly string[];
  /** Why the request failed. */
  readonly error?: string;
}

/** The script of a process that calls `keep`, and its arguments. */
export type KeeperCommand = readonly [script: string, ...args: string[]];

/** The keeper, seen from the runner. Each function throws {@link ToxiproxyError}. */
export interface Keeper {
  /** Removes the toxics that earlier experiments have left, and returns their names. */
  begin(server: NonNullable<Request["begin"]>): Promise<readonly string[]>;
  apply(fault: AppliedFault): Promise<void>;
  lift(number: number): Promise<void>;
  /** Undoes everything. */
  end(): Promise<void>;
  /** Ends the process, which undoes what is left. */
  close(): Promise<void>;
}

/**
 * Starts the keeper in a process group of its own, so an interrupt from the terminal does not reach it.
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
    if (answer.error !== undefined) throw new ToxiproxyError(answer.error);
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

const lost = () => new ToxiproxyError("The process that removes the faults has ended.");

/** How often the keeper tries to undo its faults once the runner is gone, a second apart. */
const ATTEMPTS = 30;

/**
 * The keeper's own process, the only one that changes anything in Toxiproxy. When the runner ends, also
 * when it is killed, the channel between them closes, and the keeper undoes its faults.
 */
export function keep(): void {
  let disturbed: Disturbance | undefined;
  let work: Promise<void> = Promise.resolve();

  async function answer(request: Request): Promise<Answer> {
    const { begin, apply, lift, end } = request;
    if (begin) {
      disturbed = disturbance(apiOf(begin), begin.proxy, process.pid, isAlive);
      return { removed: await disturbed.begin() };
    }
    if (apply) await disturbed?.apply(apply);
    if (lift !== undefined) await disturbed?.lift(lift);
    if (end) await disturbed?.end();
    return {};
  }

  const leave = () => {
    work = work.then(() => restore(disturbed)).then((code) => process.exit(code));
  };
  process.on("message", (request: Request) => {
    work = work.then(async () => tell(await answer(request).catch(asAnswer)));
  });
  process.on("disconnect", leave);
  process.on("SIGTERM", leave);
  // The runner handles a terminal's interrupt and its end.
  for (const signal of ["SIGINT", "SIGHUP"]) process.on(signal, () => undefined);
}

const asAnswer = (error: Error): Answer => ({ error: error.message });

/** Answers, unless the runner is gone. */
function tell(answer: Answer): void {
  if (process.connected) process.send?.(answer);
}

async function restore(disturbed: Disturbance | undefined): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    try {
      await disturbed?.end();
      return 0;
    } catch (error) {
      if (attempt < ATTEMPTS) await sleep(1_000);
      else return complain(error);
    }
  }
}

function complain(error: unknown): number {
  process.stderr.write(
    `Could not remove the faults of the experiment; the next experiment removes them. ${error}\n`,
  );
  return 1;
}
