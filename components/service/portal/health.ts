// The requests of a portal for the health of services: through the entry point, and nothing but a status back.
import type { RegisteredComponent } from "../../caddy/about";
import {
  type Argument,
  type Directive,
  directive,
  handle,
  handleErrors,
  header,
  respond,
} from "../../labels";
import { type Found, proxyOf } from "./proxy-of";

/** The folder of the paths that report health. */
const FOLDER = "/health";

/** The body of an answer in place of a status, where the service gives none. */
const NO_ANSWER = "none";

/** The subdirectives of a proxy that say where and how it connects. */
const CONNECTING: ReadonlySet<string> = new Set(["to", "dynamic", "transport"]);

/**
 * Sends `GET /health/<key>` to the service's own health check, or to its `/`, and answers with its status as
 * text. The service gets no header of the client, and the client no header and no byte of the service.
 *
 * @param namesResolve whether the proxy knows the names of containers.
 * @returns nothing where the component has no upstream that speaks HTTP, or none that the proxy can name.
 */
export function healthDirective(
  key: string,
  asked: RegisteredComponent,
  namesResolve: boolean,
): Directive | undefined {
  const found = proxyOf(asked, namesResolve);
  if (found === undefined) return undefined;
  const noStore = header({ set: { "Cache-Control": "no-store" } });
  const match = { method: "GET", path: `${FOLDER}/${key}` };
  return handle(match, noStore, statusOnly(found, asked));
}

/** Answers for a service that gives no answer. The browser would log an error for any other status than 200. */
export function noAnswerDirective(): Directive {
  const answer = handle({ path: `${FOLDER}/*` }, respond(NO_ANSWER, { status: 200 }));
  return handleErrors([502, 503, 504], answer);
}

function statusOnly({ host, proxy }: Found, { about }: RegisteredComponent): Directive {
  const { path = "/", port } = about.health ?? {};
  const connecting = proxy.block.filter(({ name }) => CONNECTING.has(name)).map(onPort(port));
  const own = proxy.block.find(isFixedHost);
  const upstreams = connecting.find(({ name }) => name === "to")?.args.length ?? 1;
  return directive("reverse_proxy", proxy.args, [
    ...connecting.filter(({ name }) => name !== "transport"),
    transport(connecting.find(({ name }) => name === "transport")),
    directive("method", ["GET"]),
    // Without "?" Caddy would pass the client's query on.
    directive("rewrite", [path.includes("?") ? path : `${path}?`]),
    // Not by request_header: the answer to an error would then have no host to be found by.
    directive("header_up", ["-*"]),
    ...(own ? [own] : host === undefined ? [] : [directive("header_up", ["Host", host])]),
    ...(upstreams > 1 ? [directive("lb_policy", ["round_robin"])] : []),
    ...(upstreams > 1 ? [directive("lb_retries", [upstreams - 1])] : []),
    directive(
      "handle_response",
      [],
      [respond("{http.reverse_proxy.status_code}", { status: 200 })],
    ),
  ]);
}

/** Whether it sends every request with one `Host`, whatever the client's is. */
function isFixedHost({ name, args: [field, value] }: Directive): boolean {
  const fixed = typeof value === "string" && !value.includes("{");
  return name === "header_up" && field === "Host" && fixed;
}

/** The service's own transport, with a time by which it must answer. */
function transport(given: Directive | undefined): Directive {
  const times = [directive("dial_timeout", ["2s"]), directive("response_header_timeout", ["5s"])];
  const others = (given?.block ?? []).filter(
    ({ name }) => !times.some((each) => each.name === name),
  );
  return directive("transport", given?.args ?? ["http"], [...others, ...times]);
}

/** Another port of the same containers. */
function onPort(port: number | undefined) {
  return (word: Directive): Directive => {
    if (port === undefined || word.name !== "to") return word;
    const moved = (each: Argument) =>
      typeof each === "string" ? each.replace(/:\d+$/, `:${port}`) : each;
    return { ...word, args: word.args.map(moved) };
  };
}
