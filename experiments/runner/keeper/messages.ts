import type { OnServer } from "../../../components/resources/toxics/props";
import type { AppliedFault } from "./disturbance";

/** What the runner asks of the keeper: one thing at a time, each answered. */
export interface Request {
  readonly begin?: OnServer & { readonly proxy: string };
  readonly apply?: AppliedFault;
  readonly lift?: number;
  readonly end?: true;
}

/** What the keeper answers. */
export interface Answer {
  /** What an earlier experiment had left, to `begin`. */
  readonly removed?: readonly string[];
  /** Why it could not be done. */
  readonly error?: string;
}
