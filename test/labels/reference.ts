import GithubSlugger from "github-slugger";
import { type GoldenCase, goldenCases } from "./golden-files";

/** The families of cases in the order of the reference: their pages' headings, and what is on the page. */
const FAMILIES: Readonly<Record<string, readonly [string, string]>> = {
  sites: ["Sites and their addresses", "hosts, ports, several sites of one container"],
  matchers: ["Matchers", "which requests a directive is for"],
  routing: ["Routing inside a site", "`handle`, `handle_path`, `route`, `handle_errors`, order"],
  reverse_proxy: ["`reverse_proxy`", "`reverse_proxy`, `php_fastcgi`"],
  answers: ["Answers", "`respond`, `redir`, `error`, `abort`"],
  rewriting: ["Rewriting", "`rewrite`, `uri`, `method`, `try_files`"],
  handlers: [
    "Other handlers",
    "`basic_auth`, `forward_auth`, `header`, `encode`, `cache`, `rate_limit`, `file_server`, …",
  ],
  tls: ["TLS", "`tls`: certificates, issuers, clients' certificates"],
  servers: [
    "Logs, metrics, listeners, global options",
    "`log`, `metrics`, `tracing`, `bind`, `acme_server`, global options",
  ],
  sharing: [
    "Snippets, named routes, and any directive by its name",
    "`import`, `invoke`, `namedMatcher`, `directive`",
  ],
};

const INTRODUCTION = `# Labels

For each builder: the labels of the container, and the Caddyfile that Caddy Docker Proxy generates from
them for a container at 172.20.0.5. The cases are in \`test/labels/golden\`. The tests check each of them
against the real plugin and the real Caddy; \`npx vitest run test/labels -u\` writes these files.

- \`renderLabels\` chooses order prefixes, isolation suffixes, quotes, escapes and matcher names.
- \`renderLabels\` throws a \`LabelError\` with all problems of a routing; \`checkProgram\` finds conflicts
  between containers. \`parseLabels\` reads labels.
- \`directive(name, args, block)\` makes any directive that has no builder, with the same checks.
- \`namedMatcher\` defines a matcher for snippets and their importers; all others need no name. \`imports\` of
  \`CaddyProxy\` declares snippets of a base Caddyfile, and files.
- Caddy tries the routes of a host by its directives, then by the length of a path. Between containers with
  other conditions, \`inOrder\` decides; the stack output \`routes\` lists them in that order.
- Conditions of modules, and those with variables of the environment, are \`other\`.
- A case that begins with \`// needs\` requires something that the proxy does not have by default.
`;

/** The reference of builders, labels and Caddyfiles: Markdown by the file's name. */
export function reference(): Record<string, string> {
  const pages = Object.entries(FAMILIES).map(([family, [heading, about]]) => ({
    file: `${family.replaceAll("_", "-")}.md`,
    heading,
    about,
    cases: goldenCases().filter((each) => each.family === family),
  }));
  return {
    "README.md": index(pages),
    ...Object.fromEntries(pages.map((page) => [page.file, pageOf(page)])),
  };
}

/** The families with cases and without a page. */
export function unheaded(): string[] {
  return [...new Set(goldenCases().map(({ family }) => family))].filter(
    (family) => FAMILIES[family] === undefined,
  );
}

interface Page {
  readonly file: string;
  readonly heading: string;
  readonly about: string;
  readonly cases: readonly GoldenCase[];
}

function index(pages: readonly Page[]): string {
  const rows = pages.map(({ file, heading, about }) => `| [${heading}](${file}) | ${about} |\n`);
  const lists = pages.map((page) => `\n## ${page.heading}\n\n${casesOf(page).join("")}`);
  return `${INTRODUCTION}\n| page | has |\n|---|---|\n${rows.join("")}${lists.join("")}`;
}

function casesOf({ file, heading: title, cases }: Page): string[] {
  const slugger = new GithubSlugger();
  slugger.slug(title);
  return cases
    .map((golden) => heading(golden))
    .map((title) => `- [${title}](${file}#${slugger.slug(title)})\n`);
}

function pageOf({ heading: title, cases }: Page): string {
  return `# ${title}\n\n[All labels](README.md)\n${cases.map(section).join("")}`;
}

function section(golden: GoldenCase): string {
  const { typed, labels, caddyfile } = golden;
  const cells = [cell("ts", typed), cell("ini", labels), cell("caddyfile", caddyfile)];
  const head = "<table>\n<tr><th>Typed</th><th>Labels</th><th>Caddyfile</th></tr>\n";
  return `\n## ${heading(golden)}\n\n${head}<tr>\n${cells.join("")}</tr>\n</table>\n`;
}

const heading = ({ title }: GoldenCase) => `${title[0]?.toUpperCase()}${title.slice(1)}`;

function cell(language: string, code: string): string {
  return `<td>\n\n\`\`\`${language}\n${code.trimEnd()}\n\`\`\`\n\n</td>\n`;
}
