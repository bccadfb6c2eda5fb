import { isStopped, type Listed, type Listing } from "../../docker/containers/listing";
import { passesNow } from "../../docker/containers/readiness";
import { type Engine, unlessMissing } from "../../docker/host/engine";
import { look, withError } from "../../swarm/tasks";
import type { DeployedComponent, DeployedContainer, DeployedTasks } from "../stack/model";
import type { Health } from "./model";

/** The health of what runs for a component, and what is wrong with it, a phrase each. */
export interface Checkup {
  /** `undefined` where nothing runs for it. */
  readonly health?: Health;
  readonly problems: readonly string[];
  /** What somebody removed or stopped, a phrase each. */
  readonly drift: readonly string[];
}

/** Examines what runs for a component. */
export async function checkUp(
  { containers, tasks }: DeployedComponent,
  listed: Listing,
  engine: Engine,
): Promise<Checkup> {
  if (tasks.length > 0)
    return joined(await Promise.all(tasks.map((each) => ofTasks(each, engine))));
  if (containers.length === 0) return { problems: [], drift: [] };
  const found = containers.map((each) => ofContainer(each, listed.get(each.id), engine));
  return joined(await Promise.all(found));
}

async function ofContainer(
  { id, name }: DeployedContainer,
  found: Listed | undefined,
  engine: Engine,
): Promise<Checkup> {
  if (found === undefined) return missing(`container ${name} is gone`);
  if (isStopped(found)) return missing(`container ${name} is stopped`);
  const { state, health = "healthy" } = found;
  const runs = state === "running";
  const healthy =
    runs && (health === "starting" ? await passesNow(engine, id) : health === "healthy");
  return {
    health: { healthy: healthy ? 1 : 0, wanted: 1 },
    problems: healthy ? [] : [`container ${name} is ${runs ? health : state}`],
    drift: [],
  };
}

function missing(phrase: string, wanted = 1): Checkup {
  return { health: { healthy: 0, wanted }, problems: [], drift: [phrase] };
}

async function ofTasks({ id, name, replicas }: DeployedTasks, engine: Engine): Promise<Checkup> {
  const state = await look(engine, id).catch(unlessMissing);
  if (state === undefined) return missing(`service ${name} is gone`, replicas);
  const meant = state.tasks.filter(({ wanted }) => wanted);
  const healthy = meant.filter((task) => task.current && task.state === "running").length;
  const wanted = state.replicas ?? meant.length;
  const sentence = `${healthy} of ${wanted} tasks of service ${name} run`;
  return {
    health: { healthy, wanted },
    problems: healthy === wanted ? [] : [withError(sentence, state)],
    drift: [],
  };
}

function joined(checkups: readonly Checkup[]): Checkup {
  const healths = checkups.flatMap(({ health }) => health ?? []);
  const sum = (of: keyof Health) => healths.reduce((total, each) => total + each[of], 0);
  return {
    health: { healthy: sum("healthy"), wanted: sum("wanted") },
    problems: checkups.flatMap(({ problems }) => problems),
    drift: checkups.flatMap(({ drift }) => drift),
  };
}
