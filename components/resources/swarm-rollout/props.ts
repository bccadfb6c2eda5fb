import type { DockerHost } from "../../docker/endpoint";

/** What a rollout is made of, resolved; it is also what the state keeps of it. */
export interface RolloutProps {
  readonly docker: DockerHost;
  /** What no other rollout of the stack has. */
  readonly name: string;
  /** Ids of the services that have to be what they were asked to be. */
  readonly services: readonly string[];
  /** What they were asked to be: whatever changes it has the rollout waited for again. */
  readonly asked: string;
  /** Seconds without progress after which it has failed. */
  readonly timeout: number;
}
