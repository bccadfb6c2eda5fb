// Runs a program of Pulumi's without an engine, a provider or Docker, in a process of its own.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as Pulumi from "@pulumi/pulumi";
import { DEFAULT_LABEL_PREFIX } from "../../labels";
import { reasonOf } from "../failure";
import { labelsOfExports } from "../labels/exported";
import type { DeclaredLabels, ProgramLabels, ProgramReply, ProgramRequest } from "./messages";

/** Runs the program that the parent process names, and sends it what the program declares. */
export function runChild(): Promise<void> {
  return new Promise((done) => {
    process.once("message", (request: ProgramRequest) => {
      const reply = (message: ProgramReply) =>
        process.send?.(message, () => {
          process.disconnect();
          done();
        });
      const fail = (error: unknown) => reply({ problem: reasonOf(error) });
      process.once("uncaughtException", fail);
      process.once("unhandledRejection", fail);
      labelsOf(request).then(reply, fail);
    });
  });
}

async function labelsOf({
  file,
  project,
  stack,
  config,
  prefix = DEFAULT_LABEL_PREFIX,
}: ProgramRequest): Promise<ProgramLabels> {
  const load = createRequire(file);
  const declared: DeclaredLabels[] = [];
  const pulumi = pulumiOf(load);
  pulumi?.runtime.setMocks(mocks(declared), project, stack);
  const names = Object.entries(config).map(([key, value]) => [
    key.includes(":") ? key : `${project}:${key}`,
    value,
  ]);
  pulumi?.runtime.setAllConfig(Object.fromEntries(names));
  if (/\.ts$/.test(file)) load(join(__dirname, "../../../exports/typescript.js"));
  const module: unknown = /\.mjs$/.test(file) ? await import(pathToFileURL(file).href) : load(file);
  const exported = labelsOfExports(module, prefix);
  if (typeof module === "function") await module();
  await pulumi?.runtime.disconnect();
  return { declared, exported };
}

/** Pulumi as the program has it; a module of sites needs none. */
function pulumiOf(load: NodeJS.Require): typeof Pulumi | undefined {
  try {
    return load("@pulumi/pulumi");
  } catch {
    return undefined;
  }
}

/** Containers, services of a Swarm, and the routes whose labels are on route-holders. */
const LABELLED = /^docker:index\/(container:Container|service:Service)$|:(Swarm)?Route$/;

/** Answers as providers would, and keeps labels. */
function mocks(declared: DeclaredLabels[]): Pulumi.runtime.Mocks {
  return {
    newResource: ({ type, name, inputs, id }) => {
      const labels = LABELLED.test(type) ? labelsIn(inputs) : undefined;
      if (labels !== undefined) declared.push({ name, type, labels });
      return { id: id || `${name}-id`, state: stateOf(name, inputs) };
    },
    call: ({ inputs }) => inputs,
  };
}

/** Labels in either form of theirs. */
function labelsIn({ labels }: Record<string, unknown>): Record<string, string> | undefined {
  if (Array.isArray(labels)) {
    return Object.fromEntries(labels.map(({ label, value }) => [String(label), String(value)]));
  }
  return typeof labels === "object" && labels !== null
    ? (labels as Record<string, string>)
    : undefined;
}

/** What a provider would answer. */
function stateOf(name: string, inputs: Record<string, unknown>): Record<string, unknown> {
  return {
    name: `${name}-auto`,
    imageId: `sha256:${name}`,
    result: `${name}-clear`,
    bcryptHash: `${name}-hash`,
    ipamConfigs: [{ subnet: "172.30.0.0/16" }],
    certificate: `${name}-certificate`,
    key: `${name}-key`,
    output: inputs.input,
    volumes: {},
    ...inputs,
  };
}
