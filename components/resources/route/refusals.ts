// Which of several route-holders Caddy refuses, by trials of configurations.
import type { Configuration } from "../validation/configuration";
import type { Listed } from "./labelled";

/** Why Caddy refuses a configuration; `undefined` when it accepts it. */
type Refusal = (configuration: Configuration) => Promise<string | undefined>;

/**
 * Caddy's refusals of route-holders, in their order. One trial where it accepts them all.
 *
 * @param wanted the holders, with the labels that they shall have.
 * @param listed what the proxy reads now.
 * @param stays the same without what the update deletes at its end.
 */
export async function refusalsBeside(
  wanted: readonly Listed[],
  listed: readonly Listed[],
  stays: () => Promise<readonly Listed[]>,
  refusal: Refusal,
): Promise<(string | undefined)[]> {
  if ((await refusal(withHolders(wanted, listed))) === undefined) return wanted.map(accepted);
  const staying = await stays();
  const together = await refusal(withHolders(wanted, staying));
  if (together === undefined) return wanted.map(accepted);
  const blamed = (await refusal({ containers: staying })) === undefined ? ownRefusal : siteRefusal;
  const found: (string | undefined)[] = [];
  for (const holder of wanted) found.push(await blamed(holder, staying, refusal));
  const isJoint = blamed === ownRefusal && found.every((each) => each === undefined);
  return isJoint ? wanted.map(() => together) : found;
}

const accepted = () => undefined;

/** The refusal of one holder beside containers that Caddy accepts. */
function ownRefusal(holder: Listed, staying: readonly Listed[], refusal: Refusal) {
  return refusal(withHolders([holder], staying));
}

/**
 * The refusal of one holder beside containers that Caddy refuses already: only the sites that have something of
 * the holder count. The plugin drops the others.
 */
async function siteRefusal(holder: Listed, staying: readonly Listed[], refusal: Refusal) {
  const own = await refusal({ ...withHolders([holder], staying), about: holder });
  if (own === undefined) return undefined;
  const before = await refusal({ containers: staying, about: holder });
  return before === undefined ? own : undefined;
}

/** Containers, with these holders in place of those of the same routes. */
function withHolders(holders: readonly Listed[], others: readonly Listed[]): Configuration {
  const routes = new Set(holders.map(({ route }) => route));
  const staying = others.filter(({ route }) => route === undefined || !routes.has(route));
  return { containers: [...holders, ...staying] };
}
