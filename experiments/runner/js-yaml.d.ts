/** The one function of js-yaml that we use; the package has no types. */
declare module "js-yaml" {
  /** The value of a YAML document, a superset of JSON. Throws an Error with line and column. */
  export function load(text: string): unknown;
}
