/** What we use of js-yaml, which brings no types. */
declare module "js-yaml" {
  /** The value of a YAML document, a superset of JSON. Throws an Error that says line and column. */
  export function load(text: string): unknown;
}
