import { FLAG, type Grammar, takes, takesSome, text, type Words } from "../grammar/grammar";
import { cidr, duration, size, status, verb } from "../grammar/rules";
import type { Directive } from "../model/directive";
import { anyField, change } from "./headers";
import { HEALTH } from "./proxy-health";
import { BALANCING } from "./proxy-policy";
import { TRANSPORT } from "./proxy-transport";
import { DYNAMIC, mixedSchemes, upstreamAddress, upstreamTemplate } from "./proxy-upstreams";

function hasUpstreams(word: Directive): string | undefined {
  const to = word.block.filter(({ name }) => name === "to");
  const all = [...word.args, ...to.flatMap(({ args }) => args)];
  const found = [...all, ...to, ...word.block.filter(({ name }) => name === "dynamic")];
  if (found.length === 0) return "must have an upstream. Write upstreams(8080).";
  return mixedSchemes(all) ?? all.map(upstreamTemplate).find((problem) => problem !== undefined);
}

/** What `reverse_proxy` and `intercept` can do with a response. */
const RESPONSES: Words = {
  replace_status: { matcher: "response", args: [status] },
  handle_response: { matcher: "response", routes: true, needsBlock: true },
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
    header_up: change(anyField),
    header_down: change(anyField),
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
    ...RESPONSES,
  },
  check: hasUpstreams,
};

export const REVERSE_PROXY: Words = {
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
  intercept: { matcher: "any", needsBlock: true, block: RESPONSES },
};
