import { type GoldenCase, goldenCases } from "./golden-files";

/** The families of cases in the order of the reference, with their headings. */
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

What each typed form becomes: the labels of the container, and the Caddyfile that Caddy Docker Proxy
makes of them for a container at 172.20.0.5. Made from the cases in \`test/labels/golden\`, each of
which the tests put to the real plugin and the real Caddy; \`npx vitest run test/labels -u\` writes
this file anew.

- Order prefixes, isolation suffixes, quotes, escapes and matcher names are the renderer's business.
- \`renderLabels\` throws a \`LabelError\` with every problem of a routing at once; \`checkProgram\` finds
  what containers would do to each other. \`parseLabels\` reads labels back.
- Whatever has no builder goes through \`directive(name, args, block)\`, which is checked all the same.
- A case that begins with \`// needs\` takes something that the proxy doesn't have by itself.
`;

/** The reference of typed forms, labels and Caddyfiles, in Markdown. */
export function reference(): string {
  const cases = goldenCases();
  const sections = Object.entries(FAMILIES).map(([family, heading]) => {
    const rows = cases.filter((each) => each.family === family).map(row);
    return `\n## ${heading}\n\n<table>\n<tr><th>Typed</th><th>Labels</th><th>Caddyfile</th></tr>\n${rows.join("")}</table>\n`;
  });
  return INTRODUCTION + sections.join("");
}

/** The families that have cases and no heading. */
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
