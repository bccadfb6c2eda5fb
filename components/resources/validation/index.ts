// Caddy's own check of an entry point's configuration, before the proxy that serves is replaced.
import * as pulumi from "@pulumi/pulumi";
import type { ContainerInfo } from "dockerode";
import type { Mount } from "../../declare/container";
import { OWNER_LABEL, owner } from "../../declare/owner";
import { connect } from "../../docker/host/client";
import type { DockerHost, Engine } from "../../docker/host/engine";
import { readable } from "../../docker/routes/caddy";
import { selectLabels } from "../../labels/caddyfile/from-labels";
import { hostOf } from "../../provider/host-of";
import { textOf } from "../../schema/canonical";
import { once } from "../../schema/once";
import { ProvidedResource } from "../provided-resource";
import { listedContainers } from "../route/labelled";
import { isKnown } from "./configuration";
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
  /** Their contents; none in the state of an earlier package, and while one is not known yet. */
  readonly files?: Readonly<Record<string, string>>;
  /** Path, in the container, of the Caddyfile that labels are added to. */
  readonly base?: string;
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
function comparable({ image, labels, directories, secrets, base }: Partial<ValidationProps>) {
  return textOf({ image, labels, directories, secrets, base });
}

/** A Docker host's id of an image; an output that is not known yet is none. */
const IMAGE_ID = /^sha256:/;

/**
 * The refusal of a changed configuration, a sentence with Caddy's words; `undefined` where Caddy accepts it,
 * where no server of the stack runs yet, and where a new file with a secret, or a template, is not known yet.
 */
async function validate(
  olds: Partial<ValidationProps>,
  news: ValidationProps,
): Promise<string | undefined> {
  if (olds.labels === undefined || comparable(olds) === comparable(news)) return undefined;
  if (!IMAGE_ID.test(news.image) || !isKnown(news.labels)) return undefined;
  const added = news.secrets.filter((path) => !olds.secrets?.includes(path));
  if (!added.every((path) => typeof news.files?.[path] === "string")) return undefined;
  return verdict({ ...news, serving: olds.labels });
}

/** The verdict on a configuration; Pulumi checks a resource twice in one update. */
const verdict = once(
  (asked: ValidationProps & { readonly serving: ValidationProps["labels"] }) => asked,
  async ({ serving, ...wanted }) => {
    const engine = connect(wanted.docker);
    const server = await serverWith(engine, wanted.owner, serving);
    if (server === undefined) return undefined;
    const refused = await refusedFor(engine, server, wanted);
    if (refused === undefined) return undefined;
    const said = readable(refused.words).map((line) => `  ${line}`);
    return [`${refused.what} The proxy that runs keeps serving. Caddy said:`, ...said].join("\n");
  },
);

const OWN = "Caddy refuses the entry point's own configuration.";

const TOGETHER =
  "Caddy refuses the entry point's configuration together with the labels of the containers behind it. " +
  "Change their routes first, in an update of their own.";

/**
 * What Caddy refuses, and its words: the entry point's own configuration, or the same with the labels of all
 * other containers, unless it refuses those already.
 */
async function refusedFor(
  engine: Engine,
  server: ContainerInfo,
  { image, directories, files = {}, base, labels, labelPrefix: prefix }: ValidationProps,
): Promise<{ what: string; words: string } | undefined> {
  const networks = Object.keys(server.NetworkSettings.Networks);
  const reading = { prefix, networks, stopped: true, process: false };
  const present = await listedContainers(engine, reading);
  const others = present.filter(({ id }) => id !== server.Id);
  const own = { labels: selectLabels(labels, prefix), ips: [] };
  const caddy = { proxy: server.Id, image, directories, secrets: files, base };
  const words = await refusalOf(engine, caddy, { containers: [own, ...others] });
  if (words === undefined) return undefined;
  const ownWords = await refusalOf(engine, caddy, { containers: [own] });
  if (ownWords !== undefined) return { what: OWN, words: ownWords };
  const before = await refusalOf(engine, { proxy: server.Id, base }, { containers: present });
  return before === undefined ? { what: TOGETHER, words } : undefined;
}

/** The server of a stack that has these labels. A state can have more in them, which is no text. */
async function serverWith(
  engine: Engine,
  stack: string,
  labels: ValidationProps["labels"],
): Promise<ContainerInfo | undefined> {
  const filters = { label: [`${OWNER_LABEL}=${stack}`] };
  const found = await engine.listContainers({ all: true, filters });
  return found.find(({ Labels: own }) =>
    Object.entries(labels).every(
      ([label, value]) => own[label] === value || typeof value !== "string",
    ),
  );
}

/** What is validated. */
export interface ValidationArgs {
  /** Id of the image that the server runs. */
  readonly image: pulumi.Input<string>;
  readonly labelPrefix: string;
  /** The entry point's own labels. */
  readonly labels: Readonly<Record<string, string>>;
  readonly directories: readonly Pick<Mount, "hostPath" | "containerPath">[];
  /** The server's files with secrets, by path. */
  readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
  /** Path, in the container, of the Caddyfile that labels are added to. Default: none. */
  readonly base?: string;
}

/**
 * The check of an entry point's own configuration by the Caddy that would serve it, in each preview and `up`
 * that changes the configuration or the image. The server depends on it: a configuration that the checks of this
 * library let pass, and that Caddy does not load, costs no request.
 */
export class Validation extends ProvidedResource {
  constructor(
    name: string,
    { secrets: files, ...args }: ValidationArgs,
    parent: pulumi.ComponentResource,
  ) {
    const secrets = Object.keys(files);
    super(
      "Validation",
      `${name}-validation`,
      {
        ...{ docker: hostOf(parent), name: `${owner()}/${name}`, owner: owner() },
        ...{ ...args, secrets, files: secrets.length > 0 ? pulumi.secret(files) : {} },
      },
      { parent },
    );
  }
}
