import type { DockerHost } from "../../docker/endpoint";
import { textOf } from "../../schema/canonical";

/** What a container is given beside what it is declared with; it is also what the state keeps. */
export interface ContainerSetupProps {
  readonly docker: DockerHost;
  /** Id of the container. */
  readonly container: string;
  /** Megabytes of memory that it may use, swap included. */
  readonly memory: number;
  /** Processes and threads that it may have at a time. */
  readonly processes: number;
  /** Id of the user and group that it runs as; root where there is none. */
  readonly user?: number;
  /** Folders below its volumes that this user gets, with all that is in them. */
  readonly folders: readonly string[];
  /** Contents of files on its volumes that this user reads, by path: secrets. */
  readonly files: Readonly<Record<string, string>>;
}

/** What is compared to see whether something has to be done. */
export function comparable({ docker: _docker, ...rest }: ContainerSetupProps): string {
  return textOf(rest);
}
