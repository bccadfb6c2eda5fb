import { debianImage } from "./debian";

const CONFIGURATION = `[global]
daemonize = no
error_log = /proc/self/fd/2
[www]
listen = 9000
pm = static
pm.max_children = 2
clear_env = no
`;

/** Builds an image of Debian's php-fpm, which listens on port 9000 and has its environment, as the official one. */
export function phpImage(): Promise<string> {
  return debianImage({
    tag: "gatehouse.local/php-fpm:test-3",
    packages: ["php-fpm"],
    files: { "php-fpm": "usr/sbin/php-fpm*" },
    texts: { "php-fpm.conf": CONFIGURATION },
    lines: ['ENTRYPOINT ["/php-fpm", "-F", "-n", "-y", "/php-fpm.conf"]'],
  });
}
