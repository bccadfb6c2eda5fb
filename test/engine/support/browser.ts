import { type Reply, visit } from "./http";

/** A page that a browser has reached. */
export interface Page extends Reply {
  /** Its address. */
  readonly url: string;
  /** The addresses of all requests that led there, each with the status of its answer. */
  readonly way: readonly string[];
}

interface Cookie {
  readonly value: string;
  readonly domain: string;
  readonly alsoBelow: boolean;
  readonly path: string;
}

/** What a browser sends that other clients don't. */
const HEADERS = {
  Accept: "text/html,application/xhtml+xml,*/*;q=0.8",
  "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
};

const MOST_REDIRECTS = 10;

/** A client that keeps cookies and follows redirects, all to the entry point on one port. */
export class Browser {
  private readonly cookies = new Map<string, Cookie>();

  constructor(private readonly port: number) {}

  /** Opens an address, and follows redirects. */
  async open(address: string, headers: Readonly<Record<string, string>> = {}): Promise<Page> {
    const way: string[] = [];
    let url = new URL(address);
    for (;;) {
      const reply = await visit({
        port: this.port,
        host: url.hostname,
        path: url.pathname + url.search,
        headers: { ...HEADERS, ...this.cookieHeader(url), ...headers },
      });
      this.keep(url, reply.headers["set-cookie"] ?? []);
      way.push(`${reply.status} ${url}`);
      const { location } = reply.headers;
      if (location === undefined) return { ...reply, url: String(url), way };
      if (way.length > MOST_REDIRECTS) throw new Error(`redirected for ever: ${way.join(", ")}`);
      url = new URL(location, url);
    }
  }

  /** The header with the cookies for an address. */
  cookieHeader(url: URL): Record<string, string> {
    const sent = [...this.cookies]
      .filter(([, cookie]) => isFor(cookie, url))
      .map(([key, { value }]) => `${key.split(" ")[0]}=${value}`);
    return sent.length === 0 ? {} : { Cookie: sent.join("; ") };
  }

  private keep(url: URL, lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = "", ...attributes] = line.split(/; */);
      const [name = "", ...value] = pair.split("=");
      const given = Object.fromEntries(
        attributes.map((each) => [each.split("=")[0]?.toLowerCase(), each.split("=")[1] ?? ""]),
      );
      const domain = given.domain?.replace(/^\./, "") || url.hostname;
      const key = `${name} ${domain}`;
      const ended = Number(given["max-age"]) <= 0 || Date.parse(given.expires ?? "") < Date.now();
      const cookie = { value: value.join("="), domain, alsoBelow: "domain" in given };
      if (ended) this.cookies.delete(key);
      else this.cookies.set(key, { ...cookie, path: given.path || "/" });
    }
  }
}

function isFor({ domain, alsoBelow, path }: Cookie, { hostname, pathname }: URL): boolean {
  const below = alsoBelow && hostname.endsWith(`.${domain}`);
  return (hostname === domain || below) && pathname.startsWith(path);
}
