import { type GoldenCase, goldenCases } from "./golden-files";

/** The families of cases in the order of the reference, and their headings. */
const FAMILIES: Readonly<Record<string, string>> = {
  sites: "Sites and their addresses",
  matchers: "Matchers",
  routing: "Routing inside a site",
  reverse_proxy: "`reverse_proxy`",
  answers: "Answers",
  rewriting: "Rewriting",
  handlers: "Other handlers",
  tls: "TLS",
  servers: "Logs, metrics, listeners, global options",
  sharing: "Snippets, named routes, and any directive by its name",
};

const INTRODUCTION = `# Labels

For each builder: the labels of the container, and the Caddyfile that Caddy Docker Proxy generates from
them for a container at 172.20.0.5. The cases are in \`test/labels/golden\`. The tests check each of them
against the real plugin and the real Caddy; \`npx vitest run test/labels -u\` writes this file.

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

/** The reference of builders, labels and Caddyfiles, in Markdown. */
export function reference(): string {
  const cases = goldenCases();
  const sections = Object.entries(FAMILIES).map(([family, heading]) => {
    const rows = cases.filter((each) => each.family === family).map(row);
    return `\n## ${heading}\n\n<table>\n<tr><th>Typed</th><th>Labels</th><th>Caddyfile</th></tr>\n${rows.join("")}</table>\n`;
  });
  return INTRODUCTION + sections.join("");
}

/** The families with cases and without a heading. */
export function unheaded(): string[] {
  return [...new Set(goldenCases().map(({ family }) => family))].filter(
    (family) => FAMILIES[family] === undefined,
  );
}

function row({ title, typed, labels, caddyfile }: GoldenCase): string {
  const cells = [cell("ts", typed), cell("ini", labels), cell("caddyfile", caddyfile)];
  const heading = `<tr><td colspan="3"><b>${title[0]?.toUpperCase()}${title.slice(1)}</b></td></tr>`;
  return `${heading}\n<tr>\n${cells.join("")}</tr>\n`;
}

function cell(language: string, code: string): string {
  return `<td>\n\n\`\`\`${language}\n${code.trimEnd()}\n\`\`\`\n\n</td>\n`;
}
