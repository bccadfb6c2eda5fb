import { setTimeout as sleep } from "node:timers/promises";
import { apiOf } from "../../../components/resources/toxics/server";
import { type Disturbance, disturbance } from "./disturbance";
import type { Answer, Request } from "./keeper";
import { isAlive } from "./leftovers";

/** How often what was disturbed is tried to be restored once the runner is gone, a second apart. */
const ATTEMPTS = 30;

/**
 * The keeper: a process beside the runner, the only one that changes anything at Toxiproxy. When the
 * runner is gone, however it went, the channel between them closes, and the keeper undoes what it did.
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
  // A terminal's interrupt is the runner's business, and so is the end of the terminal.
  for (const signal of ["SIGINT", "SIGHUP"]) process.on(signal, () => undefined);
}

const asAnswer = (error: Error): Answer => ({ error: error.message });

/** The runner may be gone by now. */
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
    `Faults of the experiment could not be removed; the next one removes them. ${error}\n`,
  );
  return 1;
}
