import type { Routing } from "../model/routing";

/** One container of a program, by the name that error messages give it. */
export interface ProgramContainer {
  readonly name: string;
  readonly routing: Routing;
  /**
   * The service that it is a replica of; replicas share the load of one site, and an old container
   * and the one that takes its place are replicas for a while. Default: its own name.
   */
  readonly service?: string;
}
