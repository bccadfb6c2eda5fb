import type { Captured, FindPulumi } from "../../components/command/stack/pulumi";

/** How a fake of Pulumi answers its arguments, joined by spaces: by an exit code, or by output. */
export type Answers = Readonly<Record<string, number | Partial<Captured> | string>>;

/**
 * A fake of Pulumi that keeps the arguments of each run. It answers by the key that the arguments begin with,
 * else with success and without output.
 */
export function fakePulumi(answers: Answers = {}) {
  const calls: string[] = [];
  const answer = (args: readonly string[]): Captured => {
    const line = args.join(" ");
    const key = Object.keys(answers).find((start) => line.startsWith(start));
    const found = key === undefined ? undefined : answers[key];
    const given =
      typeof found === "number"
        ? { code: found }
        : typeof found === "string"
          ? { stdout: found }
          : found;
    return { code: 0, stdout: "", stderr: "", ...given };
  };
  const findPulumi: FindPulumi = async () => ({
    shown: "npx pulumi",
    projectDir: "/program",
    run: async (args, output = "stdout") => {
      calls.push(`${args.join(" ")}${output === "stderr" ? " 1>&2" : ""}`);
      return answer(args).code;
    },
    capture: async (args) => {
      calls.push(`${args.join(" ")} | captured`);
      return answer(args);
    },
  });
  return { findPulumi, calls };
}
