// Whether the names of hosts lead to the entry point that serves them.
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { hostnameOf, isLocal } from "../../docker/host/engine";
import type { Deployed, DeployedEntry, DeployedService } from "../stack/model";
import { bad, type Finding, note, ok } from "./finding";

/** Resolves a name to its addresses. */
export type Resolve = (name: string) => Promise<readonly string[]>;

const EVERYWHERE = ["0.0.0.0", "::"];
const LOOPBACK = /^(127\.|::1$)/;

/** Checks the name of every host behind an entry point. */
export async function checkNames(
  { services }: Deployed,
  resolve: Resolve = addressesOf,
): Promise<Finding[]> {
  const found = await Promise.all(
    services.flatMap((service) => {
      const { entry } = service;
      return entry === undefined
        ? []
        : hostsOf(service).map((host) => checkName(host, entry, resolve));
    }),
  );
  const wrong = found.filter((finding) => finding !== undefined);
  return wrong.length > 0 || found.length === 0
    ? wrong
    : [ok("DNS", `${found.length} hosts lead to the entry point`)];
}

/** The names of hosts: neither addresses nor wildcards. */
function hostsOf({ urls }: DeployedService): string[] {
  const hosts = urls.map((url) => /^https?:\/\/([^:/[]+)/.exec(url)?.[1] ?? "");
  return [...new Set(hosts)].filter((host) => host !== "" && !host.includes("*") && !isIP(host));
}

async function checkName(
  host: string,
  entry: DeployedEntry,
  resolve: Resolve,
): Promise<Finding | undefined> {
  if (host === "localhost" || host.endsWith(".localhost")) return checkLocalhost(host, entry);
  const [found, wanted] = await Promise.all([resolve(host), placesOf(entry, resolve)]);
  if (found.length === 0) {
    return bad(
      "DNS",
      `${host} has no address. Give it a record A or AAAA with ${wanted.join(" or ")}.`,
    );
  }
  if (found.some((address) => wanted.includes(address))) return undefined;
  return note(
    "DNS",
    `${host} leads to ${found.join(", ")}, and the entry point is at ${wanted.join(", ")}. Correct its ` +
      "records, unless a load balancer or a router stands between.",
  );
}

/** Browsers lead such a name to the machine that they run on, whatever its DNS has. */
function checkLocalhost(host: string, { docker, address }: DeployedEntry): Finding | undefined {
  if (isLocal(docker) && (EVERYWHERE.includes(address) || LOOPBACK.test(address))) return undefined;
  return note(
    "DNS",
    `${host} leads a browser to its own machine, and the entry point is at ${address} of ${docker.url}.`,
  );
}

/** The addresses of an entry point. */
async function placesOf({ docker, address }: DeployedEntry, resolve: Resolve) {
  if (!EVERYWHERE.includes(address)) return [address];
  if (!isLocal(docker)) return resolve(hostnameOf(docker.url));
  return Object.values(networkInterfaces()).flatMap((all = []) => all.map((each) => each.address));
}

async function addressesOf(name: string): Promise<readonly string[]> {
  if (isIP(name)) return [name];
  const found = await lookup(name, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
}
