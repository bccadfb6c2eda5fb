/** The folder of the host of a number, in its bridge's. */
export const HOST_FOLDER = /^h\d+$/;

/** The bridge of a number. */
export function bridgeOf(number: number): string {
  return `gh${number}`;
}

/** A host's network namespace, its cable's end at the bridge, and the cgroup of its containers. */
export function hostName(number: number, host: number): string {
  return `gh${number}-h${host}`;
}

/** A number's network; `host` 0 is this machine. */
export function addressOf(number: number, host: number): string {
  return `10.213.${number}.${host + 1}`;
}

/** What lets hosts of one bridge talk with each other: Docker forwards nothing that it does not know. */
export function forwardingRule(number: number): string[] {
  const bridge = bridgeOf(number);
  return ["FORWARD", "--in-interface", bridge, "--out-interface", bridge, "--jump", "ACCEPT"];
}
