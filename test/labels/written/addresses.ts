import type { WrittenCase } from "./case";

const sites = (...addresses: readonly string[]) => [
  Object.fromEntries(
    addresses.flatMap((address, index) => [
      [`caddy_${index}`, address],
      [`caddy_${index}.respond`, `site ${index}`.replace(" ", "-")],
    ]),
  ),
];

const together = (number: number, plain: string, tls: string) =>
  `port ${number} is for plain http at "${plain}" and for TLS at "${tls}", which Caddy refuses. Use two ports.`;

const NATIVELY = "cannot natively multiplex HTTP and HTTPS";

/** The addresses of sites. */
export const ADDRESSES: readonly WrittenCase[] = [
  { title: "a name of compose over plain http", containers: sites("http://my_app.example.com") },
  { title: "a name of compose with a local certificate", containers: sites("my_app.localhost") },
  { title: "an IPv6 address", containers: sites("http://[2001:db8::1]:8080") },
  {
    title: "the same host over plain http and TLS, each on its port",
    containers: sites("http://a.localhost", "a.localhost", "http://b.localhost:8080"),
  },
  {
    title: "a name that no public CA certifies",
    containers: sites("my_app.example.com"),
    refused: [
      'container "c1": site "my_app.example.com": address "my_app.example.com" has a "_", and no public ' +
        'CA certifies it. Write "http://my_app.example.com", or .tls(internal()).',
    ],
  },
  {
    title: "plain http and TLS on one port",
    containers: sites("http://a.localhost:8443", "https://b.localhost:8443"),
    refused: [
      `container "c1": ${together(8443, "http://a.localhost:8443", "https://b.localhost:8443")}`,
    ],
    error: NATIVELY,
  },
  {
    title: "plain http and TLS on one port, in two containers",
    containers: [...sites("https://b.localhost:8443"), ...sites(":8443")],
    refused: [`containers "c2" and "c1": ${together(8443, ":8443", "https://b.localhost:8443")}`],
    error: NATIVELY,
  },
];
