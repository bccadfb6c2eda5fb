import { describe, expect, test } from "vitest";
import { judge, type TaskState, withError } from "../../components/swarm/tasks";

const task = (state: string, more: Partial<TaskState> = {}): TaskState => ({
  current: true,
  wanted: true,
  state,
  ...more,
});
const old = { current: false };
const gone = { wanted: false };

describe("a service has converged", () => {
  test("when all of its tasks run", () => {
    const tasks = [task("running"), task("running")];
    expect(judge({ replicas: 2, tasks })).toEqual({ done: true, progress: "2 of 2 tasks run" });
  });

  test("when every node runs one, if it is a global service", () => {
    expect(judge({ tasks: [task("running"), task("running")] })).toMatchObject({ done: true });
    expect(judge({ tasks: [task("running"), task("preparing")] })).toMatchObject({
      done: false,
      progress: "1 of 2 tasks run",
    });
    expect(judge({ tasks: [] })).toMatchObject({ done: false });
  });

  test("not while old tasks run or an update is under way", () => {
    const tasks = [task("running"), task("running", old)];
    expect(judge({ replicas: 2, tasks }).done).toBe(false);
    expect(judge({ replicas: 1, update: "updating", tasks: [task("running")] }).done).toBe(false);
  });

  test("whatever the state of tasks that Swarm no longer wants", () => {
    const tasks = [task("running"), task("shutdown", { ...old, ...gone })];
    expect(judge({ replicas: 1, update: "completed", tasks }).done).toBe(true);
  });
});

describe("a service has failed", () => {
  const failed = task("failed", { ...gone, error: "task: non-zero exit (1)" });

  test("when its update was rolled back", () => {
    const tasks = [failed, task("running", old)];
    const update = { update: "rollback_completed", message: "rollback completed" };
    expect(judge({ replicas: 1, ...update, tasks }).failure).toBe(
      "was rolled back: rollback completed. The last task with an error reports: task: non-zero exit (1).",
    );
  });

  test("when its update stopped halfway", () => {
    const update = { update: "paused", message: "update paused due to failure" };
    expect(judge({ replicas: 1, ...update, tasks: [] }).failure).toBe(
      "is only partly updated: update paused due to failure.",
    );
  });

  test("when a new task fails three times, unless one runs", () => {
    const tasks = [failed, failed, failed];
    expect(judge({ replicas: 1, tasks: [failed, failed] }).failure).toBeUndefined();
    expect(judge({ replicas: 1, tasks }).failure).toBe(
      "does not start. The last task with an error reports: task: non-zero exit (1).",
    );
    expect(judge({ replicas: 1, tasks: [task("running"), ...tasks] }).failure).toBeUndefined();
  });

  test("with the error of the last task that has one", () => {
    const tasks = [task("pending", { error: "no suitable node" }), failed];
    expect(withError("is not ready after 5 s: 0 of 1 tasks run", { tasks })).toBe(
      "is not ready after 5 s: 0 of 1 tasks run. The last task with an error reports: no suitable node.",
    );
  });
});
