import { WrongInput } from "./read";
import { addressProblem, urlProblem } from "./target";

/** What of a stack's outputs an experiment needs. */
export interface StackOutputs {
  readonly urls?: readonly string[];
  /** Those that lead through Toxiproxy. */
  readonly toxicUrls?: readonly string[];
  /** Such as `http://127.0.0.1:8474`. */
  readonly toxiproxyApi?: string;
}

/** What an experiment asks, and the server whose proxy it disturbs. */
export interface Found {
  readonly url: string;
  /** Port of its API on the Docker host's loopback address. */
  readonly apiPort: number;
}

/**
 * The URL and the server of an experiment.
 *
 * @param url of the experiment's file.
 * @throws WrongInput where there is none, or one that is not on this machine.
 */
export function findIn(stack: string, outputs: StackOutputs, url: string | undefined): Found {
  const { urls = [], toxicUrls = [], toxiproxyApi } = outputs;
  const refuse = (problem: string) => new WrongInput(`Stack ${stack}`, [problem]);
  if (toxiproxyApi === undefined) {
    throw refuse(
      `has no Toxiproxy. Set gatehouse:toxiproxy in Pulumi.${stack}.yaml and deploy it.`,
    );
  }
  const { hostname, port } = new URL(toxiproxyApi);
  const host = hostname.replace(/[[\]]/g, "");
  const asked = url ?? onlyOne(toxicUrls);
  if (asked === undefined) {
    const known = toxicUrls.length > 0 ? toxicUrls.join(", ") : "none";
    throw refuse(`has not one URL that leads through Toxiproxy, but: ${known}. Set url.`);
  }
  const problem = urlProblem(asked, urls) ?? addressProblem("Toxiproxy's API", host);
  if (problem !== undefined) throw refuse(problem);
  return { url: asked, apiPort: Number(port) };
}

/**
 * The proxy that an experiment disturbs.
 *
 * @param proxy of the experiment's file.
 * @throws WrongInput where there is not one of that name, or none is named and there is not one only.
 */
export function proxyOf(names: readonly string[], proxy: string | undefined): string {
  const known = names.length > 0 ? [...names].sort().join(", ") : "none";
  const found = proxy === undefined ? onlyOne(names) : names.find((name) => name === proxy);
  if (found !== undefined) return found;
  throw new WrongInput("Toxiproxy", [
    proxy === undefined
      ? `has not one proxy only, but: ${known}. Set proxy.`
      : `has no proxy "${proxy}". It has: ${known}.`,
  ]);
}

function onlyOne(names: readonly string[]): string | undefined {
  return names.length === 1 ? names[0] : undefined;
}
