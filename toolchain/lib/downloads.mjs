// @ts-check
// Where programs come from: the vendors' downloads or, where those can't be reached, package registries.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { unknownDownloads } from "./failures.mjs";
import { local, pulumiHome } from "./paths.mjs";
import { say } from "./progress.mjs";

/** @typedef {"vendors" | "registries"} Downloads */

/** The hosts of the vendors' downloads, and the status with which each answers without a proxy between. */
const vendorHosts = [
  { host: "get.pulumi.com", url: "https://get.pulumi.com/install.sh", answers: [200] },
  { host: "registry-1.docker.io", url: "https://registry-1.docker.io/v2/", answers: [200, 401] },
  { host: "ghcr.io", url: "https://ghcr.io/v2/", answers: [200, 401] },
];

/**
 * The vendors' hosts that do not answer within the timeout.
 * @param {typeof globalThis.fetch} [fetch]
 * @param {number} [timeout] milliseconds
 * @returns {Promise<string[]>}
 */
export async function unreachable(fetch = globalThis.fetch, timeout = 5000) {
  const tried = await Promise.all(
    vendorHosts.map(async ({ host, url, answers }) => {
      try {
        const response = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(timeout) });
        return answers.includes(response.status) ? [] : [host];
      } catch {
        return [host];
      }
    }),
  );
  return tried.flat();
}

/**
 * The choice of the environment variable GATEHOUSE_DOWNLOADS.
 * @param {string | undefined} value
 * @returns {Downloads | undefined}
 */
export function forced(value = process.env.GATEHOUSE_DOWNLOADS) {
  if (value === undefined || value === "") return undefined;
  if (value === "vendors" || value === "registries") return value;
  throw unknownDownloads(value);
}

/**
 * The choice with which this project was set up.
 * @returns {Downloads | undefined}
 */
export function recorded() {
  try {
    return forced(readFileSync(local("downloads"), "utf8").trim());
  } catch {
    return undefined;
  }
}

/**
 * Chooses, and prints the choice.
 * @returns {Promise<{ downloads: Downloads, missing: string[] }>}
 */
export async function choose() {
  const wish = forced();
  if (wish) {
    say(`Engine, providers and images: ${described[wish]} (GATEHOUSE_DOWNLOADS=${wish})`);
    return { downloads: wish, missing: [] };
  }
  const missing = await unreachable();
  const downloads = missing.length === 0 ? "vendors" : "registries";
  const why = missing.length === 0 ? "they answer" : `no answer from ${missing.join(", ")}`;
  say(`Engine, providers and images: ${described[downloads]} (${why})`);
  return { downloads, missing };
}

const described = {
  vendors: "the vendors' downloads",
  registries: "built from package registries",
};

/**
 * Records the choice. Empties a home that has programs of the other choice: the two must not mix.
 * @param {Downloads} downloads
 */
export function record(downloads) {
  if (recorded() !== downloads) {
    for (const folder of ["versions", "plugins"]) {
      rmSync(path.join(pulumiHome(), folder), { recursive: true, force: true });
    }
    rmSync(local("stamps"), { recursive: true, force: true });
  }
  mkdirSync(local(), { recursive: true });
  writeFileSync(local("downloads"), `${downloads}\n`);
}
