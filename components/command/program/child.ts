// Runs a program of Pulumi's without an engine, a provider or Docker, in a process of its own.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as Pulumi from "@pulumi/pulumi";
import { reasonOf } from "../failure";

/** A program to run. */
export interface ProgramRequest {
  /** Its main file, absolute. */
  readonly file: string;
  /** The folder that it runs in. Default: its own. */
  readonly cwd?: string;
  readonly project: string;
  readonly stack: string;
  /** The stack's configuration. */
  readonly config: Readonly<Record<string, string>>;
}

/** The labels of one container of a program. */
export interface DeclaredLabels {
  /** The name of the resource. */
  readonly name: string;
  readonly type: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What a run found: labels, or why it failed. */
export type ProgramReply = { readonly declared: DeclaredLabels[] } | { readonly problem: string };

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
      declaredBy(request).then((declared) => reply({ declared }), fail);
    });
  });
}

async function declaredBy({
  file,
  project,
  stack,
  config,
}: ProgramRequest): Promise<DeclaredLabels[]> {
  const load = createRequire(file);
  const pulumi: typeof Pulumi = load("@pulumi/pulumi");
  const declared: DeclaredLabels[] = [];
  const newResource = ({ type, name, inputs, id }: Pulumi.runtime.MockResourceArgs) => {
    const labels = labelsIn(inputs);
    if (labels !== undefined) declared.push({ name, type, labels });
    return { id: id || `${name}-id`, state: stateOf(name, inputs) };
  };
  pulumi.runtime.setMocks({ newResource, call: ({ inputs }) => inputs }, project, stack);
  const names = Object.entries(config).map(([key, value]) => [
    key.includes(":") ? key : `${project}:${key}`,
    value,
  ]);
  pulumi.runtime.setAllConfig(Object.fromEntries(names));
  if (/\.ts$/.test(file)) load(join(__dirname, "../../../exports/typescript.js"));
  const exported: unknown = /\.mjs$/.test(file)
    ? await import(pathToFileURL(file).href)
    : load(file);
  if (typeof exported === "function") await exported();
  await pulumi.runtime.disconnect();
  return declared;
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
