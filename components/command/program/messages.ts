// What the command and the process of a program send each other.
import type { ServiceLabels } from "../labels/format";

/** A program to run. */
export interface ProgramRequest {
  /** Its main file, absolute. */
  readonly file: string;
  /** The folder that it runs in. Default: its own. */
  readonly cwd?: string;
  readonly project: string;
  readonly stack: string;
  /** The stack's configuration. */
  readonly config: Readonly<Record<string, string>>;
  /** The prefix of the labels of sites that the file exports. Default: `caddy`. */
  readonly prefix?: string;
}

/** The labels of one container of a program. */
export interface DeclaredLabels {
  /** The name of the resource. */
  readonly name: string;
  readonly type: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What a program declares, and the labels of the sites that it exports. */
export interface ProgramLabels {
  readonly declared: DeclaredLabels[];
  readonly exported: ServiceLabels[];
}

/** What a run found, or why it failed. */
export type ProgramReply = ProgramLabels | { readonly problem: string };
