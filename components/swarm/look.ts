import type { Engine } from "../docker/engine";
import { textOf } from "../schema/canonical";
import type { ServiceState, TaskState } from "./tasks";

/** The part of a task that is read here. */
interface FoundTask {
  readonly NodeID?: string;
  readonly CreatedAt: string;
  readonly DesiredState: string;
  readonly Spec: object;
  readonly Status: { readonly State: string; readonly Err?: string };
}

/** The part of a service that is read here. */
interface FoundService {
  readonly Spec: {
    readonly Name: string;
    readonly TaskTemplate: object;
    readonly Mode: { readonly Replicated?: { readonly Replicas?: number } };
  };
  readonly UpdateStatus?: { readonly State?: string; readonly Message?: string };
}

/** The state of a service and its name, from a manager. */
export async function look(
  engine: Engine,
  id: string,
): Promise<ServiceState & { readonly name: string }> {
  const service: FoundService = await engine.getService(id).inspect();
  const { Name: name, TaskTemplate: template, Mode: mode } = service.Spec;
  const wanted = madeOf(template);
  const tasks = await tasksOfService(engine, id);
  return {
    name,
    replicas: mode.Replicated?.Replicas,
    update: service.UpdateStatus?.State,
    message: service.UpdateStatus?.Message,
    tasks: tasks.map(
      ({ Spec: spec, DesiredState: desired, Status: { State: state, Err: error } }): TaskState => ({
        current: madeOf(spec) === wanted,
        wanted: desired === "running",
        state,
        error,
      }),
    ),
  };
}

/** A template of tasks as text, to compare. Only a service's has `Runtime`. */
function madeOf(template: object): string {
  return textOf({ ...template, Runtime: undefined });
}

/** The addresses of the nodes on which a service's tasks run. */
export async function nodesOf(engine: Engine, id: string): Promise<Map<string, string>> {
  const tasks = await tasksOfService(engine, id);
  const running = tasks.filter(({ Status: status }) => status.State === "running");
  const nodes = await engine.listNodes();
  return new Map(
    nodes
      .filter((node) => running.some((task) => task.NodeID === node.ID))
      .map((node) => [String(node.ID), String(node.Status?.Addr)]),
  );
}

/** The tasks of a service, the newest first. */
async function tasksOfService(engine: Engine, id: string): Promise<FoundTask[]> {
  const tasks: FoundTask[] = await engine.listTasks({ filters: { service: [id] } });
  return tasks.sort((a, b) => (a.CreatedAt < b.CreatedAt ? 1 : -1));
}
