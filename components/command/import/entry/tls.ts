import { isServedOverTls, parseAddress, type Routing, type Site } from "../../../labels";
import { object, raw } from "../../code/code";
import type { Located } from "../../compose/tree";
import type { Target } from "../target";

/** How services get certificates. */
export type EntryTls = "internal" | "acme";

/** Whether a public CA certifies the sites that have no certificate of their own. */
export function entryTls(sites: readonly Site[]): EntryTls {
  return sites.some((site) => !hasCertificate(site) && site.addresses.some(isPublic))
    ? "acme"
    : "internal";
}

function hasCertificate({ directives }: Site): boolean {
  return directives.some(({ name }) => name === "tls");
}

/** Whether Caddy asks a public CA for an address. */
function isPublic(address: Site["addresses"][number]): boolean {
  if (typeof address !== "string") return true;
  const { host } = parseAddress(address);
  return (
    isServedOverTls(address) &&
    !/(^|\.)(localhost|local|internal|home\.arpa)$|^$|^[\d.]+$/.test(host)
  );
}

/** Sets the account at the CA that certifies the sites. */
export function carryAcme(
  service: Located | undefined,
  to: Target,
  { global = [] }: Routing,
): void {
  const email = global.find(({ name }) => name === "email")?.args[0];
  const given = typeof email === "string" && !email.includes("{") ? email : undefined;
  if (given === undefined) {
    const place = service?.at ?? { file: "", line: 1, column: 1 };
    to.note(
      place,
      "tls",
      "an ACME account has an e-mail address here: pulumi config set acmeEmail ops@example.com",
    );
  }
  const acme = object({ email: given ?? to.config.plain("acmeEmail") });
  to.set("tls", object({ mode: raw("TlsMode.Acme"), acme }));
}
