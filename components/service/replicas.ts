import { canaryFile, releaseFile } from "../caddy/upstream-files";

/** How many containers a service has. */
export interface ReplicaCounts {
  readonly name: string;
  readonly replicas: number;
  /** The number of containers of the canary release. */
  readonly canaries: number;
}

/** The upstream files of a service's replicas. */
export function stableFiles({ name, replicas }: ReplicaCounts): string[] {
  return upTo(replicas).map((number) => releaseFile(name, number));
}

/** The upstream files of the canary release. */
export function canaryFiles({ name, canaries }: ReplicaCounts): string[] {
  return upTo(canaries).map((number) => canaryFile(name, number));
}

/** The numbers of that many replicas, counted from 1. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
