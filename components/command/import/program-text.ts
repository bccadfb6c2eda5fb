// The text of a program that was made of a source.
import { type Code, call, calledIn, list, object, raw } from "../code/code";
import { print } from "../code/print";
import type { Networks } from "./networks";
import { type Remark, remarkComment, wrapped } from "./remark";
import type { Configuration } from "./secrets";

/** A component of the program. */
export interface Statement {
  readonly name: string;
  readonly component: string;
  readonly variable: string;
  readonly args: Map<string, Code>;
  /** The services that it waits for. */
  readonly after: readonly string[];
  readonly remarks: readonly Remark[];
  /** Whether another one names it. */
  named?: boolean;
}

/** The text of a program. */
export class ProgramText {
  constructor(
    private readonly file: string,
    private readonly config: Configuration,
    private readonly networks: Networks,
    private readonly entry: Statement,
    private readonly services: readonly Statement[],
    private readonly mistakes: readonly Remark[],
  ) {}

  write(): string {
    const body = [
      this.networkLines(),
      this.statement(this.entry),
      ...this.services.map((each) => this.statement(each)),
      this.outputs(),
    ];
    const text = body.filter((each) => each !== "").join("\n");
    const declared = this.config.keys().length > 0 ? "const config = new pulumi.Config();\n" : "";
    const head = wrapped(`Written by gatehouse import from ${this.file.replaceAll("\\", "/")}.`, 97)
      .map((line) => `// ${line}\n`)
      .join("");
    return `${head}${this.imports(declared + text)}\n${declared}${declared === "" ? "" : "\n"}${text}`;
  }

  private networkLines(): string {
    const { proxyName, proxy } = this.networks;
    const named =
      proxyName !== undefined && proxyName !== "proxy_net"
        ? [object({ networkName: proxyName })]
        : [];
    const own = `const network = ${print(call("new ProxyNetwork", proxy === undefined || proxy === "default" ? "proxy_net" : proxy, ...named), "", 16)};\n`;
    const others = [...this.networks.others.values()].map(({ variable, code, remarks }) => {
      const used = this.services.some(({ args }) => uses(args.get("networks"), variable));
      return used
        ? `${comments(remarks)}const ${variable} = ${print(code, "", variable.length + 9)};\n`
        : comments(remarks);
    });
    return own + others.join("");
  }

  private statement(statement: Statement): string {
    const { name, component, variable, args, after, remarks } = statement;
    const wrong = this.mistakes.filter(
      ({ service }) =>
        service === name ||
        (component === "CaddyProxy" && !this.services.some((each) => each.name === service)),
    );
    const behind = after
      .map((each) => this.services.find((other) => other.name === each))
      .filter(
        (each) =>
          each !== undefined && this.services.indexOf(each) < this.services.indexOf(statement),
      );
    const options =
      behind.length === 0
        ? []
        : [object({ dependsOn: list(behind.map((each) => raw(each?.variable ?? ""))) })];
    const code = call(
      `new ${component}`,
      name,
      object(Object.fromEntries(inOrder(args))),
      ...options,
    );
    const needed = component !== "Service" || statement.named === true || this.isAwaited(name);
    const start = needed ? `const ${variable} = ` : "";
    return `${comments([...remarks, ...wrong])}${start}${print(code, "", start.length)};\n`;
  }

  private isAwaited(name: string): boolean {
    return this.services.some(
      (each) =>
        each.after.includes(name) &&
        this.services.indexOf(each) > this.services.findIndex((other) => other.name === name),
    );
  }

  private outputs(): string {
    const routed = this.services.filter(({ component }) => component === "ProxiedService");
    const urls = routed.map(({ variable }) => `${variable}.urls`);
    const [only] = routed;
    if (only === undefined) return "export const routes = entry.routeTable();\n";
    if (urls.length === 1) return `export const { urls } = ${only.variable};\n`;
    return `export const urls = ${print(list(urls.map((each) => raw(`...${each}`))), "", 20)};\n`;
  }

  private imports(text: string): string {
    const all = [this.entry, ...this.services]
      .flatMap(({ args }) => [...args.values()])
      .flatMap(calledIn);
    const builders = [...new Set(all)].filter((name) => BUILDER.test(name)).sort(naturally);
    const components = [
      ...new Set(
        [
          ...text.matchAll(
            /\bnew (ProxyNetwork|PrivateNetwork|CaddyProxy|ProxiedService|Service)\(|\b(TlsMode|LabelsOn)\./g,
          ),
        ].map(([, one, two]) => one ?? two ?? ""),
      ),
    ].sort(naturally);
    return [
      /\breadFileSync\(/.test(text) ? 'import { readFileSync } from "node:fs";\n' : "",
      /\bpulumi\./.test(text) ? 'import * as pulumi from "@pulumi/pulumi";\n' : "",
      importLine(components, "gatehouse"),
      importLine(builders, "gatehouse/labels"),
    ].join("");
  }
}

/** The arguments that say what a component is, before those of its containers. */
const FIRST = [
  "network",
  "entry",
  "image",
  "build",
  "port",
  "hosts",
  "tls",
  "compression",
  "health",
];
const SECOND = ["loadBalancing", "forwardAuth", "requestHeaders", "responseHeaders", "maxBodySize"];
const THIRD = ["timeouts", "sites", "labelsOn", "routing", "replicas", "networks"];

/** Arguments in the order in which people read them. */
function inOrder(args: ReadonlyMap<string, Code>): [string, Code][] {
  const order = [...FIRST, ...SECOND, ...THIRD];
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return [...args].sort(([a], [b]) => place(a) - place(b));
}

/** The names of builders. */
const BUILDER = /^[a-z]/;

function naturally(a: string, b: string): number {
  return a.toLowerCase() < b.toLowerCase() ? -1 : 1;
}

function importLine(names: readonly string[], from: string): string {
  if (names.length === 0) return "";
  const line = `import { ${names.join(", ")} } from "${from}";\n`;
  return line.length <= 101
    ? line
    : `import {\n${names.map((name) => `  ${name},\n`).join("")}} from "${from}";\n`;
}

function comments(remarks: readonly Remark[]): string {
  return remarks
    .flatMap((remark) => remarkComment(remark, 97))
    .map((line) => `// ${line}\n`)
    .join("");
}

function uses(code: Code | undefined, variable: string): boolean {
  return code !== undefined && JSON.stringify(code).includes(JSON.stringify({ raw: variable }));
}
