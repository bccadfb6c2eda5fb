import type { Surroundings } from "../../../components/labels";

/** The labels of a container. */
export type Labels = Readonly<Record<string, string>>;

/** Labels as people write them, of one container or of several. */
export interface WrittenCase {
  readonly title: string;
  readonly containers: readonly Labels[];
  /** What is declared outside the containers. */
  readonly surroundings?: Surroundings;
  /** The problems that refuse the labels. Default: none, and their typed form means the same to Caddy. */
  readonly refused?: readonly string[];
  /** A part of Caddy's error for refused labels. Default: Caddy loads them, and does something else. */
  readonly error?: string;
}

/** Labels of one site, `a.localhost`. */
export function inSite(labels: Labels): readonly Labels[] {
  return [{ caddy: "a.localhost", "caddy.tls": "internal", ...labels }];
}
