// The URLs of a deployed stack.
import type { Deployed } from "./model";

/** The URLs of a stack, each once: those of the output `urls`, in the program's order, then its services'. */
export function urlsOf({ outputs, services }: Pick<Deployed, "outputs" | "services">): string[] {
  const found = [outputs.urls, services.map(({ urls }) => urls)].flat(3).filter(isUrl);
  return [...new Set(found)];
}

/** Whether a value is an address for a browser. */
export function isUrl(value: unknown): value is string {
  return typeof value === "string" && /^https?:\/\/\S+$/.test(value);
}
