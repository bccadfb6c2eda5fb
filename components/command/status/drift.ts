// What somebody changed by hand: each resource of the state compared with its Docker host, as a preview does.
import { driftSeen } from "../../resources/drift";
import { providers } from "../../resources/providers";
import { dynamicType } from "../stack/assemble";
import type { DeployedComponent } from "../stack/model";
import type { StateResource } from "../stack/state";
import { atMost } from "./at-most";

/** How many resources are compared at a time. An ssh server rejects many new connections. */
const AT_A_TIME = { ssh: 3, other: 24 };

/** What somebody changed of a component's resources, a phrase each. */
export async function driftOf({
  resources,
  docker,
  containers,
}: DeployedComponent): Promise<string[]> {
  const found = await atMost(
    docker.url.startsWith("ssh:") ? AT_A_TIME.ssh : AT_A_TIME.other,
    resources,
    phrasesOf,
  );
  const names = new Map(containers.map(({ id, name }) => [id.slice(0, 12), name]));
  return found.flat().map((phrase) => {
    return phrase.replace(
      /^container (\w{12})\b/,
      (all, id) => `container ${names.get(id) ?? all.slice(10)}`,
    );
  });
}

async function phrasesOf(resource: StateResource): Promise<string[]> {
  const type = dynamicType(resource);
  const provider = Object.entries(providers).find(([each]) => each === type)?.[1];
  if (provider === undefined) return [];
  const props = comparable(resource);
  if (props === undefined) return [];
  const { changed = [], gone = [] } = await driftSeen(provider, props).catch(unlessGone);
  const about = subject(type, resource);
  return [...changed.map((phrase) => about + phrase), ...gone.map((phrase) => `${phrase} is gone`)];
}

/**
 * The properties of a resource as its provider compares them. Secrets are encrypted in the state, so labels that
 * have one can't be compared: then those of a route's holder are left out, which a look takes as a route without one.
 */
function comparable({ outputs, secrets, ...resource }: StateResource): object | undefined {
  if (!secrets.includes("labels")) return outputs;
  return dynamicType({ outputs, secrets, ...resource }) === "Route"
    ? { ...outputs, labels: {} }
    : undefined;
}

/** For `catch`: the look at containers reports one that is gone. */
function unlessGone(error: { statusCode?: number }): { changed?: string[]; gone?: string[] } {
  if (error.statusCode !== 404) throw error;
  return {};
}

/** What a phrase is about, where its component has several of the kind. */
function subject(type: string | undefined, { outputs }: StateResource): string {
  if (type === "Toxic") return `toxic ${outputs.name} of path ${outputs.proxy}: `;
  return type === "ToxicProxy" ? `path ${outputs.name}: ` : "";
}
