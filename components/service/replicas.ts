import {
  canaryFile,
  releaseFile,
  releaseUpstream,
  userFile,
  userHash,
} from "../caddy/upstream-files";
import { upstreams } from "../labels";
import type { Backend, Credential } from "./options";

/** How many containers a service has. */
export interface ReplicaCounts {
  readonly name: string;
  readonly replicas: number;
  /** Containers of the release that is tried out. */
  readonly canaries: number;
}

/** Where a service is for labels that its own containers carry: the plugin fills it in. */
export function labelledBackend({ replicas }: ReplicaCounts): Backend {
  return {
    upstreamsFor: (port) => ({ stable: [upstreams(port)], canary: [] }),
    containers: replicas,
    hashOf: () => "",
  };
}

/** Where a service is for labels on a route-holder: in release files. */
export function heldBackend(releases: ReplicaCounts, network: string): Backend {
  const { name, replicas, canaries } = releases;
  return {
    upstreamsFor: (port) => ({
      stable: stableFiles(releases).map((file) => releaseUpstream(file, network, port)),
      canary: canaryFiles(releases).map((file) => releaseUpstream(file, network, port)),
    }),
    containers: replicas + canaries,
    hashOf: (credential: Credential) => userHash(userFile(name, credential)),
  };
}

/** The release files of a service's replicas. */
export function stableFiles({ name, replicas }: ReplicaCounts): string[] {
  return upTo(replicas).map((number) => releaseFile(name, number));
}

/** The release files of the release that is tried out. */
export function canaryFiles({ name, canaries }: ReplicaCounts): string[] {
  return upTo(canaries).map((number) => canaryFile(name, number));
}

/** The numbers of that many replicas, counted from 1. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
