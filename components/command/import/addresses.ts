// The addresses of services in sites: on the proxy's network a service has another name than in compose.
import { type Code, raw } from "../code/code";
import { fieldOf, textOf } from "../compose/tree";
import type { Statement } from "./program-text";
import type { Source } from "./source";

/** Arguments with addresses of upstreams. */
const ROUTE_ARGUMENTS = ["sites", "forwardAuth"];

/** Finds the services behind the proxy that sites name. */
export class Addresses {
  constructor(
    private readonly source: Source,
    private readonly services: readonly Statement[],
  ) {}

  /** The names of the services that a service's sites lead to. */
  namedBy(statement: Statement): string[] {
    const found: string[] = [];
    const note = (host: string) => {
      const other = this.serviceAt(host);
      if (other !== undefined && other.name !== statement.name) found.push(other.name);
      return undefined;
    };
    for (const argument of ROUTE_ARGUMENTS) {
      const code = statement.args.get(argument);
      if (code !== undefined) withAddresses(code, note);
    }
    return found;
  }

  /** Puts what leads to the services in place of their names in each service's sites. */
  replace(): void {
    for (const statement of this.services) {
      for (const argument of ROUTE_ARGUMENTS) this.replaceIn(statement.args, argument, statement);
    }
  }

  /** Does so in one argument. */
  replaceIn(args: Map<string, Code>, argument: string, from?: Statement): void {
    const code = args.get(argument);
    if (code === undefined) return;
    args.set(
      argument,
      withAddresses(code, (host, port) => this.codeOf(host, port, from)),
    );
  }

  private serviceAt(host: string): Statement | undefined {
    return this.services.find(
      ({ component, name }) => component === "ProxiedService" && this.hostsOf(name).includes(host),
    );
  }

  private hostsOf(name: string): string[] {
    const container = textOf(fieldOf(this.source.services.get(name)?.node, "container_name"));
    return container === undefined ? [name] : [name, container];
  }

  /** The code that leads to a service, from a site of another one or of the entry point. */
  private codeOf(host: string, port: number, from: Statement | undefined): Code | undefined {
    const other = this.serviceAt(host);
    if (other === undefined) return undefined;
    const { services } = this;
    const earlier = from !== undefined && services.indexOf(other) < services.indexOf(from);
    if (earlier && other.args.get("port") === port) {
      other.named = true;
      return raw(`${other.variable}.upstream`);
    }
    return raw(`\`${other.name}.\${pulumi.getStack()}.\${pulumi.getProject()}:${port}\``);
  }
}

/** The code with the names of services replaced by what leads to them on the proxy's network. */
function withAddresses(
  code: Code,
  addressOf: (host: string, port: number) => Code | undefined,
): Code {
  if (typeof code === "string") {
    const [, scheme = "", host = "", port] =
      /^(https?:\/\/|h2c:\/\/)?([\w.-]+?)(?::(\d+))?$/.exec(code) ?? [];
    if (host === "" || (port === undefined && scheme === "")) return code;
    const usual = scheme === "https://" ? 443 : 80;
    const found = addressOf(host, Number(port ?? usual));
    if (found === undefined || typeof found !== "object" || !("raw" in found)) return code;
    if (scheme === "http://" || scheme === "") return found;
    return raw(`\`${scheme}\${${found.raw}}\``);
  }
  if (typeof code !== "object" || "raw" in code) return code;
  if ("list" in code) return { list: code.list.map((each) => withAddresses(each, addressOf)) };
  if ("call" in code)
    return { call: code.call, args: code.args.map((each) => withAddresses(each, addressOf)) };
  return {
    properties: code.properties.map((each) =>
      each.value === undefined ? each : { ...each, value: withAddresses(each.value, addressOf) },
    ),
  };
}
