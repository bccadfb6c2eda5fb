import type { DockerHost } from "../../docker/host/engine";
import { unreachable } from "../../docker/host/unreachable";
import { CommandFailure, ExitCode } from "../failure";

/** For `catch`: throws what an error of a Docker host means; a failure of the command stays as it is. */
export function failedAt(docker: DockerHost): (error: unknown) => never {
  return (error) => {
    if (error instanceof CommandFailure) throw error;
    throw new CommandFailure(unreachable(docker, error), ExitCode.Problems);
  };
}
