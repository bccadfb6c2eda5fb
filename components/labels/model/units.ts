type DurationUnit = "ns" | "us" | "ms" | "s" | "m" | "h" | "d";
type SizeUnit = "B" | "KB" | "MB" | "GB" | "TB" | "KiB" | "MiB" | "GiB" | "TiB";

/** A span of time with its unit: `250ms`, `5s`, `1h30m`. */
export type Duration = `${number}${DurationUnit}` | `${number}h${number}m` | `${number}m${number}s`;

/** A number of bytes with its unit: `4KiB`, `10MB`. */
export type Size = `${number}${SizeUnit}`;
