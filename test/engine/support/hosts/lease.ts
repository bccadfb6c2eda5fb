import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeLan } from "./leftovers";

/** The folder in which this machine's test runs reserve their numbers. */
const LEASES = join(tmpdir(), "gatehouse-hosts");
const OWNER = "owner";
const LAST = 250;

/** A number that no other test run on this machine has, and the folder of that name. */
export interface Lease {
  readonly number: number;
  readonly dir: string;
}

/** Removes the leftovers of killed runs, then takes a free number. */
export async function lease(): Promise<Lease> {
  mkdirSync(LEASES, { recursive: true });
  await removeOrphans();
  // Renaming a folder that already names its owner is atomic, and fails if the number is taken.
  const made = mkdtempSync(join(LEASES, "new-"));
  writeFileSync(join(made, OWNER), `${process.pid} ${startOf(process.pid)}`);
  for (let number = 1; number <= LAST; number += 1) {
    const dir = join(LEASES, `${number}`);
    if (existsSync(dir)) continue;
    try {
      renameSync(made, dir);
      return { number, dir };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOTEMPTY") throw error;
    }
  }
  rmSync(made, { recursive: true });
  throw new Error(`all ${LAST} numbers in ${LEASES} are taken`);
}

async function removeOrphans(): Promise<void> {
  for (const name of readdirSync(LEASES)) {
    const dir = join(LEASES, name);
    if (ownerLives(dir)) continue;
    if (/^\d+$/.test(name)) await removeLan(Number(name), dir);
    else rmSync(dir, { recursive: true, force: true });
  }
}

function ownerLives(dir: string): boolean {
  const file = join(dir, OWNER);
  // Another run is creating or removing this folder.
  if (!existsSync(file)) return true;
  const [pid, start] = readFileSync(file, "utf8").split(" ");
  return startOf(Number(pid)) === start;
}

/** When a process started, in ticks since boot: unlike its id, no other process ever has it again. */
function startOf(pid: number): string | undefined {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return undefined;
  return readFileSync(file, "utf8")
    .replace(/^.*\) /, "")
    .split(" ")[19];
}
