import { beforeAll, describe, expect, test } from "vitest";
import {
  CaddyProxy,
  type CaddyProxyArgs,
  DeployMode,
  ProxiedService,
  type ProxiedServiceArgs,
  ProxyNetwork,
} from "../../components";
import { only, ROUTE, record, useMocks } from "../support/record";

beforeAll(() => useMocks());

const PHP = { root: "/var/www/html", directory: "/srv/shop" };

const entryPoint = (args: Partial<CaddyProxyArgs> = {}) =>
  new CaddyProxy("caddy", {
    network: new ProxyNetwork("net"),
    labelPrefix: "caddy",
    directories: ["/srv/shop"],
    ...args,
  });

const service = (args: Partial<ProxiedServiceArgs>) => ({
  ...{ entry: entryPoint(), image: "shop:1", port: 9000, hosts: ["shop.localhost"], php: PHP },
  ...args,
});

const labelsOf = async (args: Partial<ProxiedServiceArgs>) => {
  const { declared } = await record((opts) => new ProxiedService("shop", service(args), opts));
  return only(declared, ROUTE).props.labels;
};

const FPM = "{file./config/gatehouse/shop/1}.proxy_net:9000";

describe("a service that runs PHP", () => {
  test("gets the requests for PHP over FastCGI, and Caddy serves the other files", async () => {
    expect(await labelsOf({})).toEqual({
      caddy: "shop.localhost",
      "caddy.handle.file_server.hide":
        ".[^w]* .w[^e]* *.php *.php~ *.php.bak *.php.old *.php.orig *.php.save",
      "caddy.handle.php_fastcgi.dial_timeout": "500ms",
      "caddy.handle.php_fastcgi.lb_retry_match.method": "GET HEAD OPTIONS",
      "caddy.handle.php_fastcgi.lb_try_duration": "5s",
      "caddy.handle.php_fastcgi.lb_try_interval": "20ms",
      "caddy.handle.php_fastcgi.root": "/var/www/html",
      "caddy.handle.php_fastcgi.stream_close_delay": "5m",
      "caddy.handle.php_fastcgi.to": FPM,
      "caddy.handle.root": "* /srv/shop",
      "caddy.tls": "internal",
    });
  });

  test("gets no header of a client that PHP would take for one of its auth service", async () => {
    const forwardAuth = { to: "auth:9091", uri: "/", copyHeaders: ["Remote-User"] };
    const labels = await labelsOf({
      forwardAuth,
      routes: [{ path: "/open/*", without: ["forwardAuth"] }],
    });

    expect(
      Object.entries(labels as object).filter(([key]) => key.includes("request_header")),
    ).toEqual([
      ["caddy.0_handle.0_request_header", "-Remote-User"],
      ["caddy.0_handle.1_request_header", "-*.*"],
      ["caddy.1_handle.0_request_header", "Connection (?i)Remote-User close"],
      ["caddy.1_handle.1_request_header", "-*.*"],
    ]);
  });

  test("keeps the options of its routes", async () => {
    expect(
      await labelsOf({
        timeouts: { responseHeader: "30s" },
        routes: [{ path: "/old/*", redirect: { to: "/" } }],
      }),
    ).toMatchObject({
      "caddy.0_handle": "/old/*",
      "caddy.0_handle.route.redir": "* / 302",
      "caddy.1_handle.php_fastcgi.read_timeout": "30s",
      "caddy.1_handle.php_fastcgi.to": FPM,
      "caddy.1_handle.root": "* /srv/shop",
    });
  });
});

function refusal(args: Partial<ProxiedServiceArgs>): string[] {
  try {
    new ProxiedService("shop", service(args));
  } catch (error) {
    return String((error as Error).message).split(/\n {2}- /);
  }
  return [];
}

describe("a service that runs PHP refuses", () => {
  test("a directory that the entry point lacks, and what only HTTP has", () => {
    expect(refusal({ entry: entryPoint({ directories: [] }), health: { path: "/ping" } })).toEqual([
      'ProxiedService "shop": 2 problems',
      'php.directory must be in a directory that the entry point can read, got "/srv/shop". Write ' +
        'directories: ["/srv/shop"] in CaddyProxy "caddy", which replaces the proxy once.',
      "health must be left out beside php: the check of a new container speaks HTTP. Docker checks it: " +
        "write healthcheck.",
    ]);
  });

  test("paths of another form, and unknown settings", () => {
    const php = { root: "html", directory: "/srv/shop/", index: "x" };

    expect(refusal({ php })).toEqual([
      'ProxiedService "shop": 3 problems',
      'php.root must be an absolute path in the container, such as "/config/Caddyfile", got "html".',
      'php.directory must be the absolute path of a directory on the Docker host, such as "/srv/app", ' +
        'without ":", ".." and a "/" at its end, got "/srv/shop/".',
      "php.index is not a setting of PHP. Known: directory, root.",
    ]);
  });

  test("a Swarm", () => {
    const network = new ProxyNetwork("swarm", { mode: DeployMode.Swarm });
    const entry = entryPoint({ network, address: "0.0.0.0", directories: undefined });

    expect(refusal({ entry })).toEqual([
      'ProxiedService "shop": php must be left out in a Swarm, whose servers on several nodes share no ' +
        "directory of files.",
    ]);
  });
});
