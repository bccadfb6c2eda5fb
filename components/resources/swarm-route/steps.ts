import type { Engine } from "../../docker/engine";
import { unlessMissing } from "../../docker/missing";
import { textOf } from "../../schema/canonical";

/** A route holder: a service without tasks, whose labels the plugin reads. */
export interface HolderSpec {
  /** Its name in the Swarm, which no other service has. */
  readonly holder: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Any image: it never runs. */
  readonly image: string;
}

/** The part of a service that is read here. */
interface Found {
  readonly Version: { readonly Index: number };
  readonly Spec: { readonly Labels: Readonly<Record<string, string>> };
}

/** The labels of a route holder; `undefined` where there is none of that name. */
export async function labelsHeld(engine: Engine, holder: string) {
  return (await find(engine, holder))?.Spec.Labels;
}

/**
 * Puts a route's labels on its holder, which is created where it is missing. The plugin sees one change,
 * where the Docker provider would remove the holder and create another.
 */
export async function holdLabels(engine: Engine, spec: HolderSpec): Promise<void> {
  const found = await find(engine, spec.holder);
  const wanted = {
    Name: spec.holder,
    Labels: spec.labels,
    TaskTemplate: { ContainerSpec: { Image: spec.image } },
    Mode: { Replicated: { Replicas: 0 } },
  };
  if (found === undefined) {
    await engine.createService(wanted);
  } else if (textOf(found.Spec.Labels) !== textOf(spec.labels)) {
    const version = found.Version.Index;
    await engine.getService(spec.holder).update({ ...wanted, version });
  }
}

/** Removes a route holder. */
export async function dropLabels(engine: Engine, holder: string): Promise<void> {
  await engine.getService(holder).remove().catch(unlessMissing);
}

function find(engine: Engine, holder: string): Promise<Found | undefined> {
  return engine.getService(holder).inspect().catch(unlessMissing);
}
