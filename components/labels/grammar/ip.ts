const OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const IPV4 = new RegExp(`^${OCTET}(\\.${OCTET}){3}$`);
/** An IPv4 address at the end of an IPv6 one, where it stands for two groups. */
const EMBEDDED = new RegExp(`(?<=:)${OCTET}(\\.${OCTET}){3}$`);

/** Whether a text is an IP address or a range of them in CIDR notation. */
export function isCidr(value: string): boolean {
  const [address = "", bits, ...more] = value.split("/");
  if (more.length > 0) return false;
  const width = IPV4.test(address) ? 32 : isIpv6(address) ? 128 : 0;
  if (width === 0) return false;
  return bits === undefined || (/^(0|[1-9]\d{0,2})$/.test(bits) && Number(bits) <= width);
}

function isIpv6(address: string): boolean {
  const halves = address.replace(EMBEDDED, "0:0").split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false;
  return halves.length === 2 ? groups.length < 8 : groups.length === 8;
}
