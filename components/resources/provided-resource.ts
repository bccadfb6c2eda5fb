import * as pulumi from "@pulumi/pulumi";

/** The types of the resources in states, after `pulumi-nodejs:dynamic/gatehouse:`. */
export type ProvidedType =
  | "Authority"
  | "BuiltImage"
  | "ContainerFiles"
  | "Prepared"
  | "ReleaseTimes"
  | "Reload"
  | "Rollout"
  | "Route"
  | "SiteFiles"
  | "SwarmRoute"
  | "Toxic"
  | "ToxicProxy"
  | "Validation";

/**
 * A dynamic resource whose provider the state names. Pulumi's own dynamic resources write their
 * provider's functions, some 9 KB, into the state twice for each resource, and load TypeScript's compiler
 * to do so.
 */
export abstract class ProvidedResource extends pulumi.CustomResource {
  constructor(
    type: ProvidedType,
    name: string,
    props: pulumi.Inputs,
    opts: pulumi.CustomResourceOptions,
  ) {
    const inputs = { ...props, __provider: providerOf(type) };
    super(`pulumi-nodejs:dynamic/gatehouse:${type}`, name, inputs, opts);
  }
}

/**
 * The provider as the state keeps it: a module that Pulumi runs in the folder of the program. Its own
 * `require` does not find a package by its name in that package's checkout.
 */
function providerOf(type: ProvidedType): string {
  const required = `require("module").createRequire(process.cwd()+"/_")("gatehouse/providers")`;
  return `exports.handler=()=>${required}.${type}`;
}

/** Logs each text of an output as a warning of a resource. */
export function warnOfEach(
  texts: pulumi.Output<readonly string[] | undefined>,
  resource: pulumi.Resource,
): void {
  texts.apply(async (found = []) => {
    for (const text of found) await pulumi.log.warn(text, resource);
  });
}
