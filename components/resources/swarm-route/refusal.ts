// Caddy's check of a configuration by a task of a Swarm, on a node that serves.
import { randomBytes } from "node:crypto";
import { sameStack } from "../../declare/stack-id";
import { serviceLines } from "../../docker/containers/output";
import { type Engine, unlessMissing } from "../../docker/host/engine";
import { poll } from "../../docker/poll";
import { messageOf } from "../../docker/routes/caddy";

/** The part of a service that is read here. */
export interface FoundService {
  readonly ID: string;
  readonly Spec: {
    readonly Name: string;
    readonly Labels: Readonly<Record<string, string>>;
    readonly TaskTemplate: {
      readonly ContainerSpec: { readonly Env?: string[]; readonly Secrets?: object[] };
    };
  };
}

/** Milliseconds between two polls. */
const INTERVAL = 100;

/** Milliseconds that a node may take to run the task; without one, servers don't serve either. */
const PATIENCE = 60_000;

/** Milliseconds that the log of an ended task may take to reach the manager. */
const LATE = 5_000;

/** Bytes of a secret, which holds the configuration. */
const LARGEST = 500_000;

const FILE = "wanted.Caddyfile";

const ENDED = new Set(["complete", "failed", "rejected", "orphaned", "shutdown", "remove"]);

/**
 * Why Caddy refuses a Caddyfile; `undefined` when it accepts it, and when no node runs the task or Swarm can't keep
 * the text. The task is like one of the servers, with their secrets and directories, but publishes no port.
 */
export async function refusalInSwarm(
  engine: Engine,
  { Spec: servers }: FoundService,
  text: string,
): Promise<string | undefined> {
  if (Buffer.byteLength(text) > LARGEST) return undefined;
  const name = `gatehouse-trial-${randomBytes(4).toString("hex")}`;
  const labels = sameStack(servers.Labels);
  const data = Buffer.from(text).toString("base64");
  const secret = await engine.createSecret({ Name: name, Labels: labels, Data: data });
  try {
    const { ContainerSpec: container } = servers.TaskTemplate;
    const file = { Name: FILE, UID: "0", GID: "0", Mode: 0o444 };
    await engine.createService({
      ...{ Name: name, Labels: labels, Mode: { Replicated: { Replicas: 1 } } },
      TaskTemplate: {
        ...servers.TaskTemplate,
        ContainerSpec: {
          ...container,
          Args: ["validate", "--adapter", "caddyfile", "--config", `/run/secrets/${FILE}`],
          Secrets: [
            ...(container.Secrets ?? []),
            { SecretID: secret.id, SecretName: name, File: file },
          ],
        },
        RestartPolicy: { Condition: "none" },
      },
    });
    try {
      return await wordsOf(engine, name);
    } finally {
      await engine.getService(name).remove().catch(unlessMissing);
    }
  } finally {
    await engine.getSecret(secret.id).remove().catch(unlessMissing);
  }
}

/** Waits until the task of a service ends, and returns its last words where it fails. */
async function wordsOf(engine: Engine, service: string): Promise<string | undefined> {
  const ended = async () => {
    const [task] = await engine.listTasks({ filters: { service: [service] } });
    const state: string | undefined = task?.Status?.State;
    return state !== undefined && ENDED.has(state) ? state : undefined;
  };
  const state = await poll(ended, { interval: INTERVAL, timeout: PATIENCE });
  if (state !== "failed") return undefined;
  const said = async () => (await serviceLines(engine, service)).at(-1)?.text;
  const last = await poll(said, { interval: INTERVAL, timeout: LATE });
  return last === undefined ? "caddy ended with an error" : messageOf(last);
}
