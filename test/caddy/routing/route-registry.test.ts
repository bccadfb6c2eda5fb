import { beforeAll, describe, expect, test } from "vitest";
import {
  CaddyProxy,
  LabelsOn,
  ProxiedService,
  ProxyNetwork,
  TlsMode,
  ToxicPath,
  Toxiproxy,
} from "../../../components";
import {
  header,
  redir,
  requestBody,
  reverseProxy,
  site,
  template,
  upstreams,
  when,
} from "../../../components/labels";
import { useMocks } from "../../support/record";

beforeAll(() => useMocks());

const entryPoint = () => {
  const network = new ProxyNetwork("net");
  return new CaddyProxy("caddy", { network, httpsPort: 8443, labelPrefix: "caddy" });
};
const image = "shop:1";

describe("an entry point's outputs for previews", () => {
  const entry = () => {
    const made = entryPoint();
    const shop = new ProxiedService("shop", {
      entry: made,
      image,
      port: 8080,
      replicas: 2,
      sites: [
        site("shop.localhost")
          .handlePath("/api/*", requestBody({ maxSize: "1MB" }), reverseProxy(upstreams(8081)))
          .handle(reverseProxy(upstreams(8080)))
          .with(when("/old", redir("/new", 308)))
          .header({ set: { "X-Frame-Options": "DENY" } }),
      ],
    });
    new ProxiedService("blog", {
      entry: made,
      image,
      port: 80,
      hosts: ["blog.localhost"],
      tls: TlsMode.Off,
      replicas: 2,
      labelsOn: LabelsOn.Container,
    });
    const through = new Toxiproxy("toxiproxy", { entry: made });
    const { upstream } = shop;
    new ToxicPath("slow", { through, upstream, port: 8001, hosts: ["slow.localhost"] });
    return made;
  };

  test("are a table of the routes, with one line each, in the order in which Caddy tries them", () => {
    expect(entry().routeTable()).toBe(
      [
        "HOST                              PATH                      SERVICE           FEATURES",
        "http://                           *                         caddy             redir",
        "http://blog.localhost             *                         blog",
        "shop.localhost                    /old                      shop              header, tls internal, redir",
        "shop.localhost                    /api/*                    shop              header, tls internal, request_body",
        "shop.localhost                    *                         shop              header, tls internal",
        "slow.localhost                    *                         slow              tls internal",
        "",
      ].join("\n"),
    );
  });

  test("are the Caddyfile, with names where the plugin inserts addresses", () => {
    expect(entry().caddyfile()).toMatchInlineSnapshot(`
      "{
      	auto_https disable_redirects
      	https_port 8443
      }
      http:// {
      	redir https://{host}:8443{uri} 308
      }
      http://blog.localhost {
      	reverse_proxy blog:80 blog-2:80 {
      		fail_duration 5s
      		lb_retry_match {
      			method GET HEAD OPTIONS
      		}
      		lb_try_duration 5s
      		lb_try_interval 20ms
      		stream_close_delay 5m
      		transport http {
      			dial_timeout 500ms
      			keepalive_idle_conns_per_host 256
      		}
      	}
      }
      shop.localhost {
      	handle {
      		reverse_proxy {file./config/gatehouse/shop/1}.proxy_net:8080 {file./config/gatehouse/shop/2}.proxy_net:8080 {
      			lb_try_duration 5s
      			lb_try_interval 20ms
      		}
      	}
      	handle_path /api/* {
      		request_body {
      			max_size 1MB
      		}
      		reverse_proxy {file./config/gatehouse/shop/1}.proxy_net:8081 {file./config/gatehouse/shop/2}.proxy_net:8081 {
      			lb_try_duration 5s
      			lb_try_interval 20ms
      		}
      	}
      	header {
      		X-Frame-Options DENY
      	}
      	redir /old /new 308
      	tls internal
      }
      slow.localhost {
      	reverse_proxy {
      		to toxiproxy.test.gatehouse:8001
      	}
      	tls internal
      }
      "
    `);
  });
});

test("a template whose value only the proxy knows stays as written", () => {
  const entry = entryPoint();
  new ProxiedService("shop", {
    entry,
    image,
    port: 80,
    labelsOn: LabelsOn.Container,
    sites: [site("shop.localhost").with(header({ set: { "X-Of": template("index .Names 0") } }))],
  });

  expect(entry.caddyfile()).toContain("\t\tX-Of {{index .Names 0}}\n");
});

test("a service declared after the call of an output is refused", () => {
  const entry = entryPoint();
  expect(entry.routeTable()).toContain("http://");

  expect(
    () => new ProxiedService("late", { entry, image, port: 80, hosts: ["late.localhost"] }),
  ).toThrow(
    'ProxiedService "late": is declared after routeTable() or caddyfile() of its entry point was ' +
      "called, so that they lack it. Call them at the end of the program.",
  );
});
