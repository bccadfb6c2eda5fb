import { type Directive, directive } from "../labels";
import type { CaddySettings } from "./plugin-settings";

/**
 * The plugin's settings for logs as a global option of Caddy: what a
 * controller sends to its server takes the place of those that the server has started with.
 */
export function serverLogOptions(
  { logLevel, logFormat }: CaddySettings,
  given: readonly Directive[],
): Directive[] {
  const block = [
    ...(logFormat === undefined ? [] : [directive("format", [logFormat])]),
    ...(logLevel === undefined ? [] : [directive("level", [logLevel])]),
  ];
  const own = given.some(({ name, args }) => name === "log" && args.length === 0);
  return block.length === 0 || own ? [] : [directive("log", [], block)];
}

/** What can't be said of Caddy's administration API where a controller needs it; a sentence each. */
export function adminProblems(given: readonly Directive[]): string[] {
  if (!given.some(({ name }) => name === "admin")) return [];
  return [
    "routing.global must not have the option admin, since the controller reaches the server by " +
      "that API. Leave it out, or set hardened: false.",
  ];
}
