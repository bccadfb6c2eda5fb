/*
 * Which values Pulumi knows later or makes itself, by the marks that its classes carry in every copy of
 * its package: what is pure need not load it.
 */

/** Whether it is a value that Pulumi gets to know later. */
export function isLater(value: unknown): boolean {
  return isOutput(value) || value instanceof Promise;
}

/** Whether it is an output of Pulumi's. */
export function isOutput(value: unknown): boolean {
  return Reflect.get(Object(value), "__pulumiOutput") === true;
}

/** Whether it is a resource of Pulumi's. */
export function isResource(value: unknown): value is object {
  return Reflect.get(Object(value), "__pulumiResource") === true;
}
