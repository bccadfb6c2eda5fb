import { matching } from "../../schema/values";

const SIZE = 'must be a size in Docker\'s form, such as "64m" or "1g"';

const UNITS: Readonly<Record<string, number>> = { b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** A size of memory in Docker's form: units are powers of 1024. */
export const memorySize = matching(/^[1-9]\d*([kmg]?b|[kmg])$/i, SIZE);

/** The bytes of a size that {@link memorySize} has checked. */
export function bytesOf(size: string): number {
  const [, number = "", unit = "b"] = /^(\d+)([bkmg])/i.exec(size) ?? [];
  return Number(number) * (UNITS[unit.toLowerCase()] ?? 1);
}
