import type { Code } from "../code/code";
import type { Located, Place } from "../compose/tree";
import type { Remark } from "./remark";
import type { Configuration } from "./secrets";

/** What is known of the whole project. */
export interface ProjectNames {
  /** The folder that relative paths of the source start from. */
  readonly folder: string;
  /** The folder of the program. */
  readonly out: string;
  /** Whether the services' own volumes are the existing ones. */
  readonly adoptVolumes: boolean;
  /** The name on the Docker host of a volume of the source. */
  volumeName(key: string): string | undefined;
  /** Whether a volume of the source stands beside the project. */
  isExternal(kind: "volumes" | "networks", key: string): boolean;
  /** A config or a secret of the source. */
  top(kind: "configs" | "secrets", key: string): Located | undefined;
}

/** The arguments of one service, as its keys are carried over. */
export class Target {
  readonly args = new Map<string, Code>();
  readonly remarks: Remark[] = [];

  constructor(
    readonly service: string,
    readonly project: ProjectNames,
    readonly config: Configuration,
  ) {}

  /** Sets an argument. */
  set(argument: string, value: Code | undefined): void {
    if (value !== undefined) this.args.set(argument, value);
  }

  /** Reports something that is not carried over, and what to do. */
  left(place: Place, key: string, message: string): void {
    this.remarks.push({ place, service: this.service, key, message, left: true });
  }

  /** Reports something that a person has to do. */
  note(place: Place, key: string, message: string): void {
    this.remarks.push({ place, service: this.service, key, message, left: false });
  }
}

/** Carries a key's value over to a target. */
export type Carrier = (node: Located, to: Target, service: Located) => void;
