import * as pulumi from "@pulumi/pulumi";

/**
 * The arguments that a component registers, which previews show: without the resources in them. With
 * those, Pulumi would register the component, and so create what is in it, only once each of them is
 * there with all that it is made of.
 */
export function registered(args: object | undefined): pulumi.Inputs {
  return withoutResources(args ?? {}) as pulumi.Inputs;
}

function withoutResources(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutResources);
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => !pulumi.Resource.isInstance(each))
      .map(([key, each]) => [key, withoutResources(each)]),
  );
}

/** Whether a value is an object of a program's own, and neither an output nor a promise. */
function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && value.constructor === Object;
}
