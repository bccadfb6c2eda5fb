import type { DeclaredLabels } from "./messages";

/** The prefix that the entry point of a program reads: its labels have a site for unknown hosts. */
export function prefixIn(declared: readonly DeclaredLabels[]): string | undefined {
  const entries = declared.flatMap(({ labels }) => Object.entries(labels));
  const [key] = entries.find(([, value]) => value === "http://") ?? [];
  return key?.replace(/_\d+$/, "");
}
