import { readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import * as builders from "../../components/labels";
import {
  caddyfileOf,
  type LabelledContainer,
  type Routing,
  renderLabels,
} from "../../components/labels";

const FOLDER = resolve(__dirname, "golden");
const RULE = "----------\n";

/** A golden case: a routing as TypeScript, as labels, and as a Caddyfile. */
export interface GoldenCase {
  /** The file's folder. */
  readonly family: string;
  /** The file's name, with spaces. */
  readonly title: string;
  readonly file: string;
  /** TypeScript, with the exports of `components/labels` in scope. */
  readonly typed: string;
  readonly labels: string;
  readonly caddyfile: string;
}

/** Every golden case, by family and title. */
export function goldenCases(): GoldenCase[] {
  const families = readdirSync(FOLDER).sort();
  return families.flatMap((family) =>
    readdirSync(join(FOLDER, family))
      .sort()
      .map((name) => readCase(family, join(FOLDER, family, name))),
  );
}

/** The routing of a case's TypeScript. */
export function evaluate({ typed }: GoldenCase): Routing {
  const code = new Function(...Object.keys(builders), `return (\n${typed}\n);`);
  const value: Routing | builders.Site = code(...Object.values(builders));
  return "addresses" in value ? { sites: [value] } : value;
}

/** The container of a case. */
export function containerOf(golden: GoldenCase): LabelledContainer {
  return { labels: renderLabels(evaluate(golden), "caddy", SURROUNDINGS), ips: ["172.20.0.5"] };
}

/** The expected text of a case's file. */
export function contents(golden: GoldenCase): string {
  const container = containerOf(golden);
  const labels = Object.entries(container.labels).map(([key, value]) => `${key} = ${value}\n`);
  return [golden.typed, labels.join(""), caddyfileOf([container])].join(RULE);
}

/** Whether Caddy can provision a case without the proxy's files. */
export function isSelfContained({ typed }: GoldenCase): boolean {
  return !typed.includes("// needs");
}

const SURROUNDINGS: builders.Surroundings = {
  modules: [...builders.IMAGE_MODULES, "dns.providers.cloudflare", "layer4"],
};

function readCase(family: string, file: string): GoldenCase {
  const [typed = "", labels = "", caddyfile = ""] = readFileSync(file, "utf8").split(RULE);
  const title = basename(file, ".txt").replaceAll("-", " ");
  return { family, title, file, typed, labels, caddyfile };
}
