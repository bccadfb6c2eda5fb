/** How the command runs Pulumi. */
export interface PulumiCommand {
  /** As a person would type it: `npx pulumi`, `npm run pulumi --`. */
  readonly shown: string;
  /** The folder of the Pulumi project. */
  readonly projectDir: string;
  /**
   * Runs it on this terminal; returns its exit code.
   *
   * @param output where its standard output goes. Default: to this command's.
   */
  run(args: readonly string[], output?: "stdout" | "stderr"): Promise<number>;
  /** Runs it without a terminal, and returns what it wrote. */
  capture(args: readonly string[]): Promise<Captured>;
}

/** What a run of Pulumi wrote, and its exit code. */
export interface Captured {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Finds Pulumi and its project, for the subcommands that need them.
 *
 * @throws CommandFailure where this folder belongs to no Pulumi project.
 */
export type FindPulumi = () => Promise<PulumiCommand>;
