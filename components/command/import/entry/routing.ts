// The entry point's own routing: what is for all services, and sites that lead to none.
import type { Routing } from "../../../labels";
import { argumentText } from "../../../labels/model/argument";
import { directiveCode, siteCode } from "../../code/builders";
import { type Code, call, list, object } from "../../code/code";
import type { Target } from "../target";
import type { EntryTls } from "./tls";

/** Options that are arguments of the entry point. */
const ARGUMENTS = ["email", "http_port", "https_port"];

/** Sets the routing, and the arguments that Caddy has as global options. */
export function carryRouting(routing: Routing, to: Target, tls: EntryTls): void {
  const global = (routing.global ?? []).filter(({ name }) => tls !== "acme" || name !== "email");
  for (const [name, argument] of [
    ["http_port", "httpPort"],
    ["https_port", "httpsPort"],
  ] as const) {
    const option = global.find((each) => each.name === name);
    if (option !== undefined) to.set(argument, Number(argumentText(option.args[0] ?? "")));
  }
  const code = object({
    global: some(
      global.filter(({ name }) => name === "email" || !ARGUMENTS.includes(name)).map(directiveCode),
    ),
    snippets: some(
      (routing.snippets ?? []).map(({ name, directives }) =>
        call("snippet", name, ...directives.map(directiveCode)),
      ),
    ),
    routes: some(
      (routing.routes ?? []).map(({ name, directives }) =>
        call("namedRoute", name, ...directives.map(directiveCode)),
      ),
    ),
    sites: some((routing.sites ?? []).map(siteCode)),
  });
  if (code.properties.length > 0) to.set("routing", code);
}

function some(items: readonly Code[]): Code | undefined {
  return items.length === 0 ? undefined : list(items);
}
