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

/** Where the test runs of this machine agree on who has which number. */
const LEASES = join(tmpdir(), "gatehouse-hosts");
const OWNER = "owner";
const LAST = 250;

/** A number that no other test run on this machine has, and a folder that is named so. */
export interface Lease {
  readonly number: number;
  readonly dir: string;
}

/** Takes a free number, after removing what runs left that were killed. */
export async function lease(): Promise<Lease> {
  mkdirSync(LEASES, { recursive: true });
  await removeOrphans();
  // A folder with its owner in it takes its place at once, or fails where there is one already.
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
  // One that is being made, or removed by somebody else.
  if (!existsSync(file)) return true;
  const [pid, start] = readFileSync(file, "utf8").split(" ");
  return startOf(Number(pid)) === start;
}

/** When a process started, in ticks since the machine did: a process id comes again, this does not. */
function startOf(pid: number): string | undefined {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return undefined;
  return readFileSync(file, "utf8")
    .replace(/^.*\) /, "")
    .split(" ")[19];
}
