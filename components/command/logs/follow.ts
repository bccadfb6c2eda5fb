// Follows logs: those of the containers that run, and of each one that starts later.

import {
  endWith,
  followLog,
  refusedLog,
  type StampedLine,
  untilEnd,
} from "../../docker/containers/log-stream";
import { STACK_LABEL } from "../../docker/containers/stack-label";
import { connect } from "../../docker/host/client";
import { type DockerHost, type Engine, unlessMissing } from "../../docker/host/engine";
import { textOf } from "../../schema/canonical";
import { failedAt } from "../stack/unreachable";
import { baseName, type Source, type Wanted } from "./sources";

/** Takes each line of a source. */
export type TakeLine = (source: Source, line: StampedLine) => void;

/**
 * Hands on the lines to come of all sources until the signal ends it. A container that starts meanwhile joins
 * where it is one of the services or entry points, such as that of a new release.
 *
 * @param seen the stamp of the last line of each source, by its id.
 */
export async function followAll(
  wanted: Wanted,
  seen: Map<string, string>,
  take: TakeLine,
  signal: AbortSignal,
): Promise<void> {
  const hosts = new Map(wanted.sources.map(({ docker }) => [textOf(docker), docker]));
  await Promise.all(
    [...hosts.values()].map((docker) => {
      const here = wanted.sources.filter((each) => textOf(each.docker) === textOf(docker));
      const follower = new Follower(wanted, docker, seen, take, signal);
      return follower.run(here).catch(failedAt(docker));
    }),
  );
}

/** The logs on one Docker host. */
class Follower {
  private readonly engine: Engine;
  private readonly running = new Map<string, Promise<void>>();
  /** Ids of the stack, by the labels of its containers; none where an earlier package made them. */
  private stacks: ReadonlySet<string | undefined> = new Set();

  constructor(
    private readonly wanted: Wanted,
    private readonly docker: DockerHost,
    private readonly seen: Map<string, string>,
    private readonly take: TakeLine,
    private readonly signal: AbortSignal,
  ) {
    // A log may be silent for as long as it likes.
    this.engine = connect(docker, 0);
  }

  async run(sources: readonly Source[]): Promise<void> {
    const label = [STACK_LABEL];
    const started = { type: ["container" as const], event: ["start"], label };
    const events = await this.engine.getEvents({ filters: started });
    endWith(events, this.signal);
    const listed = await this.engine.listContainers({ filters: { label } });
    const known = new Set(sources.map(({ id }) => id));
    const own = listed.filter(({ Id }) => known.has(Id));
    this.stacks = new Set(own.map(({ Labels }) => Labels[STACK_LABEL]));
    for (const source of sources) this.follow(source);
    for (const { Id } of listed.filter((each) => !known.has(each.Id))) this.join(Id);
    this.joinWith(events);
    await untilEnd(events, this.signal);
    if (!this.signal.aborted) throw new Error("it has ended the connection");
    await Promise.all(this.running.values());
  }

  /** Joins each container of which an event tells that it has started. */
  private joinWith(events: NodeJS.ReadableStream): void {
    let rest = "";
    events.on("data", (piece: Buffer) => {
      const lines = `${rest}${piece}`.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines.filter(Boolean)) this.join(JSON.parse(line).Actor.ID);
    });
  }

  private follow(source: Source): void {
    const { id } = source;
    if (this.running.has(id) || this.signal.aborted) return;
    const take = (line: StampedLine) => {
      this.seen.set(id, line.stamp);
      this.take(source, line);
    };
    const followed = followLog(this.engine, source, this.seen.get(id) ?? "", take, this.signal)
      // An engine that is gone ends the events, too.
      .catch((error) => (this.signal.aborted ? [] : refusedLog(error)).forEach(take))
      .catch(() => undefined)
      .finally(() => this.running.delete(id));
    this.running.set(id, followed);
  }

  /** Follows a container that has just started, if it is one of those wanted. */
  private join(id: string): void {
    // An engine that is gone ends the stream of events, too.
    this.nameIfWanted(id)
      .then(async (found) => {
        // The last lines from before a restart may still be on their way.
        await this.running.get(id);
        if (found) this.follow({ kind: "container", id, docker: this.docker, ...found });
      })
      .catch(() => undefined);
  }

  private async nameIfWanted(id: string): Promise<Pick<Source, "name" | "proxy"> | undefined> {
    const found = await this.engine.getContainer(id).inspect().catch(unlessMissing);
    if (found === undefined) return undefined;
    const { aliases, proxies } = this.wanted;
    const name = found.Name.slice(1);
    const networks = Object.values(found.NetworkSettings.Networks);
    const own = networks.flatMap(({ Aliases }): string[] => Aliases ?? []);
    if (own.some((alias) => aliases.includes(alias))) return { name, proxy: false };
    const ours = this.stacks.size === 0 || this.stacks.has(found.Config.Labels[STACK_LABEL]);
    return ours && proxies.includes(baseName(name)) ? { name, proxy: true } : undefined;
  }
}
