import type { ProgramContainer, Routing, Site } from "../../../components/labels";

/** What the oracle shows a mistake to do without our checks. */
export type Harm =
  | "the proxy panics"
  | "every site is gone"
  | "the next container's site is gone"
  | "its own site is gone"
  | "nothing new is loaded any more"
  | "it is loaded, and does something else";

/** A mistake that is refused. */
export interface Hazard {
  readonly title: string;
  readonly containers: readonly ProgramContainer[];
  readonly harm: Harm;
  /**
   * What the oracle shows of the harm. Where the labels are loaded: a part of the adapted configuration.
   * Elsewhere: a part of the panic or of Caddy's error.
   */
  readonly shows?: string;
  /** A part that it should have and lacks. */
  readonly lacks?: string;
  /** What the check says, every problem on a line of its own. */
  readonly message: string;
}

/** One container. */
export function one(routing: Routing | Site): readonly ProgramContainer[] {
  return [{ name: "web", routing: "addresses" in routing ? { sites: [routing] } : routing }];
}

/** Two containers of two services. */
export function two(first: readonly Site[], second: readonly Site[]): readonly ProgramContainer[] {
  return [
    { name: "web", routing: { sites: first } },
    { name: "api", routing: { sites: second } },
  ];
}

/** Two containers of one service. */
export function replicas(
  first: readonly Site[],
  second: readonly Site[],
): readonly ProgramContainer[] {
  return [
    { name: "web-1", service: "web", routing: { sites: first } },
    { name: "web-2", service: "web", routing: { sites: second } },
  ];
}
