import type { ProgramContainer, Routing, Site } from "../../../components/labels";

/** The harm that a mistake does without our checks, as the oracle shows it. */
export type Harm =
  | "the proxy panics"
  | "every site is gone"
  | "the next container's site is gone"
  | "its own site is gone"
  | "nothing new is loaded any more"
  | "it is loaded, and does something else";

/** A mistake that our checks refuse. */
export interface Hazard {
  readonly title: string;
  readonly containers: readonly ProgramContainer[];
  readonly harm: Harm;
  /**
   * The evidence of the harm: a part of the adapted configuration if Caddy loads the labels, otherwise a
   * part of the panic or of Caddy's error.
   */
  readonly shows?: string;
  /** A part that the configuration should have and lacks. */
  readonly lacks?: string;
  /** The problems that our checks report. */
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
