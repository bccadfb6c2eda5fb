// The image of a Caddy that the Docker host compiles.
import type * as pulumi from "@pulumi/pulumi";
import { stackMark } from "../../declare/leftovers";
import { connect } from "../../docker/host/client";
import { type DockerHost, type Engine, unlessMissing } from "../../docker/host/engine";
import { BuildFailed, buildImage } from "../../docker/images/build";
import { hostOf } from "../../provider/host-of";
import { watchingDrift } from "../drift";
import { ProvidedResource } from "../provided-resource";
import { type Brought, broughtBy } from "./brought";
import { buildProblem } from "./refusal";
import { DOCKERFILE, type ImageParts, sourceFiles } from "./sources";

/** The resolved properties of an image, as the state keeps them. */
export interface BuiltImageProps extends ImageParts, Partial<Brought> {
  readonly docker: DockerHost;
  /** Repository and tag. The tag is a hash of all that the image is made of. */
  readonly reference: string;
  /** The id of the stack. */
  readonly stack: string;
}

/** Milliseconds that a build may be silent. */
const SILENCE = 3_600_000;

const provider = {
  async create(props: BuiltImageProps) {
    return { id: props.reference, outs: await make(props) };
  },

  async update(_id: string, _olds: BuiltImageProps, news: BuiltImageProps) {
    return { outs: await make(news) };
  },

  async diff(_id: string, olds: BuiltImageProps, news: BuiltImageProps) {
    const same = olds.reference === news.reference && olds.docker.url === news.docker.url;
    return { changes: !same };
  },

  async read(id: string, props?: BuiltImageProps) {
    if (props === undefined) return { id };
    const found = await isThere(connect(props.docker), props.reference);
    return { id, props: found ? props : { ...props, reference: "" } };
  },
};

/** The provider of {@link BuiltImage}. */
export const builtImageProvider: pulumi.dynamic.ResourceProvider<BuiltImageProps, BuiltImageProps> =
  watchingDrift(provider, async ({ docker, reference }) => {
    if (await isThere(connect(docker), reference)) return {};
    return { changed: [`image "${reference}" is gone`] };
  });

/** Builds an image unless the Docker host has it, and reads what its Caddy has. */
async function make(props: BuiltImageProps): Promise<BuiltImageProps> {
  const { docker, reference } = props;
  const engine = connect(docker, SILENCE);
  if (!(await isThere(engine, reference))) await build(engine, props);
  return { ...props, ...(await broughtBy(engine, props)) };
}

async function build(
  engine: Engine,
  { reference, goImage, goModules, platform }: BuiltImageProps,
): Promise<void> {
  const args = { GO_IMAGE: goImage, MODULES: goModules.join(" ") };
  try {
    const files = sourceFiles();
    await buildImage(engine, { reference, dockerfile: DOCKERFILE, files, args, platform });
  } catch (error) {
    throw error instanceof BuildFailed ? new Error(buildProblem(error), { cause: error }) : error;
  }
}

async function isThere(engine: Engine, reference: string): Promise<boolean> {
  return (await engine.getImage(reference).inspect().catch(unlessMissing)) !== undefined;
}

/** An image of the package's Caddy with further Go modules. A destroy keeps it. */
export class BuiltImage extends ProvidedResource {
  /** Repository and tag. */
  declare readonly reference: pulumi.Output<string>;
  /** The IDs of its modules beyond the standard ones. */
  declare readonly modules: pulumi.Output<string[]>;
  /** All its directives and global options. */
  declare readonly directives: pulumi.Output<string[]>;

  constructor(
    name: string,
    args: ImageParts & Pick<BuiltImageProps, "reference">,
    parent: pulumi.ComponentResource,
  ) {
    const found = { modules: undefined, directives: undefined };
    const place = { docker: hostOf(parent), stack: stackMark(parent) };
    super("BuiltImage", name, { ...place, ...args, ...found }, { parent });
  }
}
