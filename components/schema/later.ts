/*
 * Recognises Pulumi's outputs and resources by the marks of their classes, which work across copies of its
 * package and let pure folders do without it.
 */

/** Whether Pulumi learns the value later: an output or a promise. */
export function isLater(value: unknown): boolean {
  return isOutput(value) || value instanceof Promise;
}

/** Whether it is an output. */
export function isOutput(value: unknown): boolean {
  return Reflect.get(Object(value), "__pulumiOutput") === true;
}

/** Whether it is a resource. */
export function isResource(value: unknown): value is object {
  return Reflect.get(Object(value), "__pulumiResource") === true;
}
