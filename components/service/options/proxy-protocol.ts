import { type Problem, problem } from "../../schema/problems";
import { oneOf } from "../../schema/values";
import type { Health } from "./health";

/** The versions of the PROXY protocol. */
export const ProxyProtocol = {
  /** A line of text before each connection. */
  V1: "v1",
  /** The same in binary. */
  V2: "v2",
} as const;
export type ProxyProtocol = (typeof ProxyProtocol)[keyof typeof ProxyProtocol];

/** @internal Checks {@link ProxyProtocol}. */
export const proxyProtocolSchema = oneOf(ProxyProtocol);

/** The problem of active health checks beside the PROXY protocol. */
export function proxyProtocolProblems({
  proxyProtocol,
  health,
}: {
  proxyProtocol?: ProxyProtocol;
  health?: Health;
}): Problem[] {
  if (proxyProtocol === undefined || health === undefined) return [];
  return [
    problem(
      "health",
      "must be left out beside proxyProtocol: Caddy's health checks have no client whose address they could " +
        "send, and always fail.",
    ),
  ];
}
