import { ANYTHING, FLAG, type Grammar, takes, takesSome } from "../grammar/grammar";
import { cidr, duration, size, status, text, verb } from "../grammar/rules";
import type { Directive } from "../model/directive";
import { searched } from "./headers";
import { HEALTH } from "./proxy-health";
import { BALANCING } from "./proxy-policy";
import { TRANSPORT } from "./proxy-transport-grammar";
import { DYNAMIC, mixedSchemes, upstreamAddress } from "./proxy-upstreams";
import { upstreamTemplate } from "./upstream-template";

function hasUpstreams(word: Directive): string | undefined {
  const to = word.block.filter(({ name }) => name === "to" || name === "dynamic");
  const all = [
    ...word.args,
    ...word.block.filter(({ name }) => name === "to").flatMap(({ args }) => args),
  ];
  if (all.length === 0 && to.length === 0) return "must have an upstream. Write upstreams(8080).";
  return mixedSchemes(all) ?? all.map(upstreamTemplate).find((problem) => problem !== undefined);
}

const HEADER_CHANGE: Grammar = {
  args: [text],
  optional: [text, text],
  check: ({ args }) => searched(args.slice(1)),
};

/** The grammar of `reverse_proxy`, which `forward_auth` extends. */
export const PROXY: Grammar = {
  matcher: "any",
  rest: upstreamAddress,
  block: {
    to: takesSome(upstreamAddress),
    dynamic: DYNAMIC,
    ...BALANCING,
    ...HEALTH,
    header_up: HEADER_CHANGE,
    header_down: HEADER_CHANGE,
    transport: TRANSPORT,
    flush_interval: takes((value) => (value === "-1" ? undefined : duration(value))),
    request_buffers: takes((value) => (value === "unlimited" ? undefined : size(value))),
    response_buffers: takes((value) => (value === "unlimited" ? undefined : size(value))),
    stream_buffer_size: takes(size),
    stream_timeout: takes(duration),
    stream_close_delay: takes(duration),
    proxy_status_name: takes(text),
    trusted_proxies: takesSome(cidr),
    method: takes(verb),
    rewrite: takes(text),
    verbose_logs: FLAG,
    replace_status: { matcher: "response", args: [status] },
    handle_response: { matcher: "response", routes: true, needsBlock: true },
  },
  check: hasUpstreams,
};

/** The grammar of these directives. */
export const REVERSE_PROXY: Readonly<Record<string, Grammar>> = {
  reverse_proxy: { ...PROXY, terminal: true },
  copy_response: {
    matcher: "any",
    optional: [status],
    block: { status: takes(status) },
    terminal: true,
  },
  copy_response_headers: {
    matcher: "any",
    block: { include: takesSome(text), exclude: takesSome(text) },
  },
  intercept: {
    matcher: "any",
    needsBlock: true,
    block: {
      replace_status: { matcher: "response", args: [status] },
      handle_response: { matcher: "response", routes: true, needsBlock: true },
    },
  },
  php_fastcgi: { ...ANYTHING, matcher: "any", block: PROXY.block, terminal: true },
};
