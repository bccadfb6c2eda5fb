// The pin of a service in a stack's configuration.
import { CommandFailure, ExitCode } from "../failure";
import type { PulumiCommand } from "../stack/pulumi";
import { pinKey } from "./plan";

/** The key with the pins of all services. */
const KEY = "gatehouse:releases";

/** What a stack's configuration pins a service to. */
export interface Pin {
  readonly image: string;
  /** Options beside the image, as JSON. */
  readonly options?: string;
}

/** The pin of a service; `undefined` without one. */
export async function pinOf(
  pulumi: PulumiCommand,
  stack: string,
  service: string,
): Promise<Pin | undefined> {
  return Reflect.get(await pinsOf(pulumi, stack), service);
}

/** Pins a service, or ends that with `undefined`. The options are encrypted: some may be secrets. */
export async function setPin(
  pulumi: PulumiCommand,
  stack: string,
  service: string,
  pin: Pin | undefined,
): Promise<void> {
  const config = (...args: string[]) => change(pulumi, ["config", ...args, "--stack", stack]);
  const key = pinKey(service);
  const pins = await pinsOf(pulumi, stack);
  const alone = Object.keys(pins).every((name) => name === service);
  if (service in pins) await (alone ? config("rm", KEY) : config("rm", "--path", key));
  if (pin === undefined) return;
  const { image, options } = pin;
  await config("set", "--path", `${key}.image`, image);
  if (options !== undefined) await config("set", "--path", "--secret", `${key}.options`, options);
}

async function pinsOf(pulumi: PulumiCommand, stack: string): Promise<object> {
  const { code, stdout } = await pulumi.capture(["config", "get", KEY, "--stack", stack]);
  if (code !== 0 || stdout.trim() === "") return {};
  try {
    return Object(JSON.parse(stdout));
  } catch {
    throw new CommandFailure(`${KEY} of stack "${stack}" is no object.`);
  }
}

async function change(pulumi: PulumiCommand, args: readonly string[]): Promise<void> {
  const { code, stderr } = await pulumi.capture(args);
  if (code === 0) return;
  throw new CommandFailure(
    `can't change the stack's configuration:\n${stderr.trim()}`,
    ExitCode.Problems,
  );
}
