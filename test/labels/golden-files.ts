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

/** One golden case: a routing in its typed form, as labels, and as a Caddyfile. */
export interface GoldenCase {
  /** What it is about, from the file's folder. */
  readonly family: string;
  /** What it shows, from the file's name. */
  readonly title: string;
  readonly file: string;
  /** TypeScript, with what `components/labels` exports in scope. */
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

/** The routing that a case's typed form stands for. */
export function evaluate({ typed }: GoldenCase): Routing {
  const code = new Function(...Object.keys(builders), `return (\n${typed}\n);`);
  const value: Routing | builders.Site = code(...Object.values(builders));
  return "addresses" in value ? { sites: [value] } : value;
}

/** The container that a case is about. */
export function containerOf(golden: GoldenCase): LabelledContainer {
  return { labels: renderLabels(evaluate(golden), "caddy", SURROUNDINGS), ips: ["172.20.0.5"] };
}

/** A case's file as it should be. */
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
  modules: [...builders.IMAGE_MODULES, "dns.providers.cloudflare"],
};

function readCase(family: string, file: string): GoldenCase {
  const [typed = "", labels = "", caddyfile = ""] = readFileSync(file, "utf8").split(RULE);
  const title = basename(file, ".txt").replaceAll("-", " ");
  return { family, title, file, typed, labels, caddyfile };
}
