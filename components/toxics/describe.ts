import type { ToxicBody } from "./body";

/**
 * A toxic in words, for previews and reports: `latency 200 ms ± 50 ms on downstream, toxicity 0.3`.
 * It also describes what a server reports, such as a toxic that someone added by hand.
 */
export function describeToxic({ type, stream, toxicity, attributes }: ToxicBody): string {
  const words = WORDS[type]?.(attributes) ?? `${type} ${JSON.stringify(attributes)}`;
  return `${words} on ${stream}${toxicity === 1 ? "" : `, toxicity ${toxicity}`}`;
}

const WORDS: Readonly<Record<string, (attributes: Readonly<Record<string, number>>) => string>> = {
  latency: ({ latency, jitter }) => `latency ${latency} ms${jitter ? ` ± ${jitter} ms` : ""}`,
  bandwidth: ({ rate }) => `bandwidth ${rate} KB/s`,
  slow_close: ({ delay }) => `slow close after ${delay} ms`,
  timeout: ({ timeout }) =>
    timeout ? `data lost, closed after ${timeout} ms without any` : "data lost, never closed",
  reset_peer: ({ timeout }) =>
    timeout ? `reset ${timeout} ms after the first byte` : "reset at the first byte",
  slicer: ({ average_size, size_variation, delay }) =>
    `slices of ${average_size}${size_variation ? ` ± ${size_variation}` : ""} B` +
    (delay ? `, ${delay} µs apart` : ""),
  limit_data: ({ bytes }) => `closed after ${bytes} B`,
};
