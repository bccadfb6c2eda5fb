import * as pulumi from "@pulumi/pulumi";
import type { FullLimits } from "../../declare/limits";
import { hostOf } from "../../provider/host-of";
import { containerSetupProvider } from "./provider";

/** Arguments of {@link ContainerSetup}. */
export interface ContainerSetupArgs {
  readonly container: pulumi.Input<string>;
  readonly limits: FullLimits;
  /** Id of the user and group of the container. Default: root. */
  readonly user?: number;
  /** Folders on its volumes that this user owns. Default: none. */
  readonly folders?: readonly string[];
  /** Secrets, by path on its volumes. A change restarts the container. Default: none. */
  readonly files?: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * What a container needs but the Docker provider can't declare: a limit of processes, folders on
 * volumes that its user owns, and secrets where its root file system is read-only. A change is made in
 * place, and `up` reverts changes made by hand. Its type in the state is `Prepared`, and its name there
 * `<container>-prepared`.
 */
export class ContainerSetup extends pulumi.dynamic.Resource {
  constructor(name: string, args: ContainerSetupArgs, parent: pulumi.ComponentResource) {
    const { limits, folders = [], files = {}, ...rest } = args;
    super(
      containerSetupProvider,
      `${name}-prepared`,
      {
        ...rest,
        ...limits,
        folders,
        files: Object.keys(files).length > 0 ? pulumi.secret(files) : {},
        docker: hostOf(parent),
      },
      { parent },
      "gatehouse",
      "Prepared",
    );
  }
}
