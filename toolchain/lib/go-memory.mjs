// @ts-check
// Lets Go's compiler use the memory of the machine instead of collecting garbage.
import { availableParallelism, freemem, totalmem } from "node:os";

const MIB = 2 ** 20;

/** The memory in MiB below which a process of a build is better off with the garbage collector. */
const LEAST = 1024;

/**
 * The variables with which a build runs without Go's garbage collector, which takes a fifth of its time.
 * Each of its processes collects once it uses its share of the memory. Empty where the shares are too
 * small, and where the person has set one of the variables.
 * @param {{ memory?: number, cores?: number, env?: NodeJS.ProcessEnv }} [machine] memory in bytes
 * @returns {Record<string, string>}
 */
export function withoutCollector({
  memory = usableMemory(),
  cores = availableParallelism(),
  env = process.env,
} = {}) {
  if (env.GOGC || env.GOMEMLIMIT) return {};
  // A compiler on each core, beside them go itself and the linker of the program before.
  const share = Math.floor((0.75 * memory) / (cores + 2) / MIB);
  return share < LEAST ? {} : { GOGC: "off", GOMEMLIMIT: `${share}MiB` };
}

/** The memory in bytes that this process and its children may still take, by the cgroup's limit too. */
function usableMemory() {
  // macOS counts as free only what nothing has used since the start.
  const free = process.platform === "darwin" ? totalmem() / 2 : freemem();
  // Node.js 20 has it from its version 20.13 on.
  const { availableMemory } = process;
  return Math.min(free, availableMemory?.() ?? free);
}
