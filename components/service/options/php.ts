import { fileServer, phpFastCgi, type ReverseProxyOptions, root } from "../../labels";
import type { ServedFiles } from "./backend";
import { DOTTED } from "./file-serving";

/**
 * A service that runs PHP and speaks FastCGI on `port`, such as php-fpm on 9000. Caddy serves the files
 * that are no PHP itself, and sends paths without a file to the script `index.php`.
 */
export interface Php {
  /** The folder with the scripts in the service's container, such as `/var/www/html`. */
  root: string;
  /**
   * A directory of the Docker host with the same files, in one of the entry point's `directories`. The
   * service can have it as a volume: `{ type: "bind", source: "/srv/shop", target: "/var/www/html" }`.
   */
  directory: string;
}

/** Scripts, and the copies of them that editors and people leave: Caddy would send their text. */
const SCRIPTS = ["", "~", ".bak", ".old", ".orig", ".save"].map((end) => `*.php${end}`);

/** How Caddy answers requests to a service that runs PHP. */
export function servedPhp(php: Php): ServedFiles {
  return {
    root: [root(php.directory)],
    php: true,
    answer: (proxied) => [
      phpFastCgi({ ...overFastCgi(proxied), root: php.root }),
      fileServer({ hide: [...DOTTED, ...SCRIPTS] }),
    ],
  };
}

/** The options of a proxy without those that only HTTP has. */
function overFastCgi({ transport, ...proxied }: ReverseProxyOptions) {
  if (transport === undefined || "fastcgi" in transport) return proxied;
  const { dialTimeout, responseHeaderTimeout: readTimeout } = transport;
  return { ...proxied, dialTimeout, readTimeout };
}
