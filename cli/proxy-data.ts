import { BackupError } from "../components/backup";
import { connect } from "../components/docker/client";
import type { Engine } from "../components/docker/engine";
import { toolchain } from "./toolchain";

/** The options that npm run backup and npm run restore share. */
export const options = {
  stack: { type: "string", default: "dev" },
  file: { type: "string" },
  container: { type: "string" },
} as const;

/** The container that serves, and a client of its Docker engine. */
interface Proxy {
  readonly engine: Engine;
  readonly container: string;
}

/** Finds the container by its name or, without one, by the stack's output `proxy`. */
export async function findProxy(stack: string, named: string | undefined): Promise<Proxy> {
  const lib = await toolchain();
  lib.requireStackName(stack);
  if (named === undefined && !lib.localStacks().includes(stack)) throw lib.noStack(stack);
  if (named === undefined) lib.ensurePassphrase();
  await lib.ensureEngine(stack);
  const { address: url, certPath, sshOpts } = lib.dockerHost(stack);
  const container = named ?? (await deployedProxy(stack));
  return { engine: connect({ url, certPath, sshOpts }), container };
}

async function deployedProxy(stack: string): Promise<string> {
  const { ensureHome, noProxy, stackOutputs } = await toolchain();
  const { proxy } = await stackOutputs(await ensureHome(), stack);
  if (typeof proxy !== "string") throw noProxy(stack);
  return proxy;
}

/** Reports a {@link BackupError} of the work without a stack trace, after the subject. */
export async function reporting<T>(subject: string, work: () => Promise<T>): Promise<T> {
  const { Failure } = await toolchain();
  try {
    return await work();
  } catch (error) {
    if (error instanceof BackupError) throw new Failure(`${subject}: ${error.message}`);
    throw error;
  }
}
