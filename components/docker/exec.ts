import type { Engine } from "./engine";
import { readWritten } from "./output";

/** The exit code and the output of a program in a container. */
export interface Ended {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/**
 * Runs a program in a container, without a shell and without input, and waits until it ends.
 *
 * @throws Error where the container does not run, or the connection to the engine breaks off.
 */
export async function execute(
  engine: Engine,
  container: string,
  command: readonly string[],
): Promise<Ended> {
  const options = { Cmd: [...command], AttachStdout: true, AttachStderr: true };
  const exec = await engine.getContainer(container).exec(options);
  const { output, errors } = await readWritten(engine, await exec.start({}));
  const { Running: running, ExitCode: code } = await exec.inspect();
  if (running || code === null) throw new Error("the connection to the engine broke off");
  return { code, output, errors };
}
