import { isIP } from "node:net";

/** The bits of an address, by its version of IP. */
const WIDTHS: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

/** Whether a string is an IP address or a range of them in CIDR notation. */
export function isCidr(value: string): boolean {
  const [address = "", bits, ...more] = value.split("/");
  const width = WIDTHS[isIP(address)];
  // A zone, as in fe80::1%eth0, is no part of a range.
  if (width === undefined || more.length > 0 || address.includes("%")) return false;
  return bits === undefined || (/^(0|[1-9]\d{0,2})$/.test(bits) && Number(bits) <= width);
}
