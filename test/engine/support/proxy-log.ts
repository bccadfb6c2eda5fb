import { logLines } from "../../../components/docker/containers/output";
import { engine } from "./docker";

const LAST_LINES = 30;

/** The last log lines of the containers that publish a port, for a failure's message. */
export async function logOfPort(port: number): Promise<string> {
  const containers = await engine.listContainers({ all: true, filters: { publish: [`${port}`] } });
  const logs = containers.map(async ({ Id: id, Names: [name], Status: status }) => {
    const lines = await logLines(engine, id, { tail: LAST_LINES });
    return [`${name} (${status}):`, ...lines.map(({ text }) => `  ${text}`)];
  });
  return (await Promise.all(logs)).flat().join("\n");
}
