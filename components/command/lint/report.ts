import { shownPlace } from "../compose/tree";
import { jsonDocument } from "../json";
import type { Finding } from "./finding";
import { Severity } from "./finding";

/** The forms of a report. */
export const ReportFormat = {
  /** A line for each finding, as compilers write them. */
  Text: "text",
  /** An array of findings. */
  Json: "json",
  /** SARIF 2.1.0, which GitHub's code scanning and editors read. */
  Sarif: "sarif",
} as const;
export type ReportFormat = (typeof ReportFormat)[keyof typeof ReportFormat];

/** The text of a report. */
export function reportOf(findings: readonly Finding[], format: ReportFormat): string {
  if (format === ReportFormat.Text) return findings.map(line).join("");
  const value = format === ReportFormat.Json ? findings.map(plain) : sarif(findings);
  return jsonDocument(value);
}

function line({ severity, place, service, label, message }: Finding): string {
  const subject = [service, label].filter((each) => each !== undefined).join(" ");
  return `${shownPlace(place)}: ${severity}: ${subject === "" ? "" : `${subject}: `}${message}\n`;
}

function plain({ place, ...finding }: Finding) {
  return { ...place, ...finding };
}

/** The one rule of our reports; each message has its own fix. */
const RULE = "caddy-labels";

function sarif(findings: readonly Finding[]) {
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "gatehouse",
            rules: [{ id: RULE, shortDescription: { text: "Labels of Caddy Docker Proxy" } }],
          },
        },
        results: findings.map(result),
      },
    ],
  };
}

function result({ severity, place, service, label, message }: Finding) {
  const { file, line: startLine, column: startColumn } = place;
  return {
    ruleId: RULE,
    level: severity === Severity.Error ? "error" : "warning",
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file) },
          region: { startLine, startColumn },
        },
        logicalLocations: [service, label]
          .filter((name) => name !== undefined)
          .map((name) => ({ name })),
      },
    ],
  };
}

/** A path as a URI, whose separator is "/" on Windows, too. */
function uriOf(file: string): string {
  const path = encodeURI(file.replaceAll("\\", "/"));
  return /^[A-Za-z]:\//.test(path) ? `file:///${path}` : path;
}
