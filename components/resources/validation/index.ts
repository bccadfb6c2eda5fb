// Caddy's own check of an entry point's configuration, before the proxy that serves is replaced.
import type * as pulumi from "@pulumi/pulumi";
import type { Mount } from "../../declare/container";
import { OWNER_LABEL, owner } from "../../declare/owner";
import { readable } from "../../docker/caddy";
import { connect } from "../../docker/client";
import type { DockerHost, Engine } from "../../docker/engine";
import { selectLabels } from "../../labels/caddyfile/from-labels";
import { hostOf } from "../../provider/host-of";
import { textOf } from "../../schema/canonical";
import { once } from "../../schema/once";
import { ProvidedResource } from "../provided-resource";
import { type Directory, refusalOf } from "./refusal";

/** The properties of a validation, as the state keeps them. */
export interface ValidationProps {
  readonly docker: DockerHost;
  /** `<project>/<stack>/<entry point>`, unique on the Docker host. */
  readonly name: string;
  /** The owner of the containers of the stack. */
  readonly owner: string;
  /** Id of the image that the server runs. */
  readonly image: string;
  readonly labelPrefix: string;
  /** The entry point's own labels: its global options, snippets and sites. */
  readonly labels: Readonly<Record<string, string>>;
  /** The directories of the Docker host that the server reads. */
  readonly directories: readonly Directory[];
  /** The paths of its files with secrets. */
  readonly secrets: readonly string[];
}

const provider = {
  async check(olds: Partial<ValidationProps>, news: ValidationProps) {
    // Docker itself reports what fails here but the configuration.
    const refusal = await validate(olds, news).catch(() => undefined);
    const failures = refusal === undefined ? [] : [{ property: "", reason: refusal }];
    return { inputs: news, failures };
  },

  async create(props: ValidationProps) {
    return { id: props.name, outs: props };
  },

  async update(_id: string, _olds: ValidationProps, news: ValidationProps) {
    return { outs: news };
  },

  async diff(_id: string, olds: ValidationProps, news: ValidationProps) {
    return { changes: comparable(olds) !== comparable(news) };
  },
};

/** The provider of {@link Validation}. */
export const validationProvider: pulumi.dynamic.ResourceProvider<ValidationProps, ValidationProps> =
  provider;

/** What the verdict depends on, as text. */
function comparable({ image, labels, directories, secrets }: Partial<ValidationProps>): string {
  return textOf({ image, labels, directories, secrets });
}

/** A Docker host's id of an image; an output that is not known yet is none. */
const IMAGE_ID = /^sha256:/;

/**
 * The refusal of a changed configuration, a sentence with Caddy's words; `undefined` where Caddy accepts it,
 * where no server of the stack runs yet, and where a file with a secret is new, which the server gets later.
 */
async function validate(
  olds: Partial<ValidationProps>,
  news: ValidationProps,
): Promise<string | undefined> {
  if (olds.labels === undefined || comparable(olds) === comparable(news)) return undefined;
  if (!IMAGE_ID.test(news.image)) return undefined;
  if (news.secrets.some((path) => !olds.secrets?.includes(path))) return undefined;
  return verdict({ ...news, serving: olds.labels });
}

/** The verdict on a configuration; Pulumi checks a resource twice in one update. */
const verdict = once(
  (asked: ValidationProps & { readonly serving: ValidationProps["labels"] }) => asked,
  async ({ docker, serving, ...wanted }) => {
    const engine = connect(docker);
    const proxy = await serverWith(engine, wanted.owner, serving);
    if (proxy === undefined) return undefined;
    const { image, directories, labelPrefix } = wanted;
    const labels = selectLabels(wanted.labels, labelPrefix);
    const containers = [{ labels, ips: [] }];
    const refusal = await refusalOf(engine, { proxy, image, directories }, { containers });
    if (refusal === undefined) return undefined;
    const said = readable(refusal).map((line) => `  ${line}`);
    return [
      "Caddy refuses the entry point's own configuration. The proxy that runs keeps serving. Caddy said:",
      ...said,
    ].join("\n");
  },
);

/** The server of a stack that has these labels. A state can have more in them, which is no text. */
async function serverWith(
  engine: Engine,
  stack: string,
  labels: ValidationProps["labels"],
): Promise<string | undefined> {
  const filters = { label: [`${OWNER_LABEL}=${stack}`] };
  const found = await engine.listContainers({ all: true, filters });
  const server = found.find(({ Labels: own }) =>
    Object.entries(labels).every(
      ([label, value]) => own[label] === value || typeof value !== "string",
    ),
  );
  return server?.Id;
}

/** What is validated. */
export interface ValidationArgs {
  /** Id of the image that the server runs. */
  readonly image: pulumi.Input<string>;
  readonly labelPrefix: string;
  /** The entry point's own labels. */
  readonly labels: Readonly<Record<string, string>>;
  readonly directories: readonly Pick<Mount, "hostPath" | "containerPath">[];
  /** The paths of the server's files with secrets. */
  readonly secrets: readonly string[];
}

/**
 * The check of an entry point's own configuration by the Caddy that would serve it, in each preview and `up`
 * that changes the configuration or the image. The server depends on it: a configuration that the checks of this
 * library let pass, and that Caddy does not load, costs no request.
 */
export class Validation extends ProvidedResource {
  constructor(name: string, args: ValidationArgs, parent: pulumi.ComponentResource) {
    super(
      "Validation",
      `${name}-validation`,
      { docker: hostOf(parent), name: `${owner()}/${name}`, owner: owner(), ...args },
      { parent },
    );
  }
}
