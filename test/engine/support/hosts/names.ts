/** The name of a host's folder, which is in its bridge's. */
export const HOST_FOLDER = /^h\d+$/;

/** The bridge of a number. */
export function bridgeOf(number: number): string {
  return `gh${number}`;
}

/** The name of a host's network namespace, its veth's end at the bridge, and its containers' cgroup. */
export function hostName(number: number, host: number): string {
  return `gh${number}-h${host}`;
}

/** A host's address in the network of a number; `host` 0 is this machine. */
export function addressOf(number: number, host: number): string {
  return `10.213.${number}.${host + 1}`;
}

/** A host's IPv6 address, of the range for documents, which no network outside has. */
export function address6Of(number: number, host: number): string {
  return `2001:db8:213:${number}::${host + 1}`;
}

/** A rule that lets hosts of one bridge reach each other; Docker forwards only its own networks. */
export function forwardingRule(number: number): string[] {
  const bridge = bridgeOf(number);
  return ["FORWARD", "--in-interface", bridge, "--out-interface", bridge, "--jump", "ACCEPT"];
}
