import * as pulumi from "@pulumi/pulumi";
import type { FullLimits } from "../../declare/limits";
import { hostOf } from "../../provider/host-of";
import { containerSetupProvider } from "./provider";

/** What a container is given; see {@link PreparedProps}, which all of it becomes. */
export interface ContainerSetupArgs {
  readonly container: pulumi.Input<string>;
  readonly limits: FullLimits;
  readonly user?: number;
  /** Folders on its volumes that its user gets. Default: none. */
  readonly folders?: readonly string[];
  /** Secrets, by path on its volumes. A change starts the container again. Default: none. */
  readonly files?: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * What a container needs and the Docker provider has no word for: a limit of processes, folders of
 * its own on volumes, which are root's at first, and secrets where its root file system can't be
 * written. A change is made in place, and what was changed by hand is put right.
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
