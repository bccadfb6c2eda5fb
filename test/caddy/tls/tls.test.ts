import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import {
  AcmeCa,
  CaddyProxy,
  type CaddyProxyArgs,
  ProxyNetwork,
  TlsMode,
} from "../../../components";
import { withCertificate } from "../../../components/caddy/routing/sites";
import { policyFor, policyProblems } from "../../../components/caddy/tls/tls";
import {
  acme as byAcme,
  internal,
  site,
  snippet,
  tls as tlsDirective,
} from "../../../components/labels";
import { CERTIFICATE } from "../../support/certificate";
import { CONTAINER, labelsOf, only, record, useMocks } from "../../support/record";

beforeAll(() => useMocks());

const args = (more: Partial<CaddyProxyArgs>) => ({
  network: new ProxyNetwork("net"),
  labelPrefix: "caddy",
  ...more,
});

const declare = async (more: Partial<CaddyProxyArgs>) => {
  const { declared } = await record(
    (opts: pulumi.ComponentResourceOptions) =>
      new CaddyProxy("caddy", args({ hardened: false, ...more }), opts),
  );
  return only(declared, CONTAINER);
};

const refusal = (more: object) => () => new CaddyProxy("caddy", args(more));

describe("the TLS policy of an entry point", () => {
  const acme = {
    email: "ops@example.com",
    ca: "https://acme.example.com/directory",
    externalAccount: { keyId: "kid-1", macKey: "bWFjLWtleQ" },
    dns: {
      provider: "cloudflare",
      token: pulumi.secret("dns-secret-1"),
      options: { zone: "example.com" },
      secrets: { zone_token: "dns-secret-2" },
    },
    wildcards: ["*.example.com"],
  };
  const tls = { mode: TlsMode.Acme, acme };
  const image = { modules: ["dns.providers.cloudflare"] };

  test("refers to secrets by their files", async () => {
    const container = await declare({ tls, image });

    expect(labelsOf(container)).toEqual({
      "gatehouse.owner": "gatehouse/test",
      "caddy.acme_ca": "https://acme.example.com/directory",
      "caddy.acme_dns": "cloudflare {file./run/secrets/dns-token}",
      "caddy.acme_dns.zone": "example.com",
      "caddy.acme_dns.zone_token": "{file./run/secrets/dns-option-zone_token}",
      "caddy.acme_eab.key_id": "kid-1",
      "caddy.acme_eab.mac_key": "{file./run/secrets/acme-mac-key}",
      "caddy.email": "ops@example.com",
      caddy_0: "http://",
      "caddy_0.respond": "404",
      caddy_1: "*.example.com",
      "caddy_1.respond": "404",
    });
    expect(container.props.uploads).toEqual([
      { file: "/run/secrets/acme-mac-key", content: "bWFjLWtleQ", permissions: "0400" },
      { file: "/run/secrets/dns-token", content: "dns-secret-1", permissions: "0400" },
      { file: "/run/secrets/dns-option-zone_token", content: "dns-secret-2", permissions: "0400" },
    ]);
    const shown = JSON.stringify([container.props.labels, container.props.envs]);
    expect(shown).not.toMatch(/dns-secret|bWFjLWtleQ/);
  });

  test("trusts the root certificate of a private ACME server, which is a file", async () => {
    const own = { email: acme.email, ca: acme.ca, caRoot: CERTIFICATE };
    const container = await declare({ tls: { mode: TlsMode.Acme, acme: own } });

    expect(labelsOf(container)).toEqual({
      "gatehouse.owner": "gatehouse/test",
      "caddy.acme_ca": "https://acme.example.com/directory",
      "caddy.acme_ca_root": "/run/secrets/acme-ca-root",
      "caddy.email": "ops@example.com",
      caddy_0: "http://",
      "caddy_0.respond": "404",
    });
    expect(container.props.uploads).toEqual([
      { file: "/run/secrets/acme-ca-root", content: CERTIFICATE, permissions: "0400" },
    ]);
  });

  test("takes the certificates of names that public DNS lacks from a private ACME server", () => {
    const policy = { mode: TlsMode.Acme, acme: { email: acme.email, ca: acme.ca } };
    const tlsOf = (host: string, given = policy) =>
      withCertificate(site(host).respond("up"), given).directives.find(
        ({ name }) => name === "tls",
      );

    // Without it, Caddy would take its own CA.
    expect(tlsOf("app.internal")).toEqual(tlsDirective(byAcme()));
    expect(tlsOf("intranet")).toEqual(tlsDirective(byAcme()));
    expect(tlsOf("app.example.com")).toBeUndefined();
    expect(tlsOf("http://app.internal")).toBeUndefined();
    const staging = { mode: TlsMode.Acme, acme: { email: acme.email, ca: AcmeCa.Staging } };
    expect(tlsOf("app.internal", staging)).toBeUndefined();
  });

  test("refuses hosts that no public CA certifies, unless the CA is a private one", () => {
    const publicly = { mode: TlsMode.Acme, acme: { email: acme.email } };
    const hosts = [
      "shop.example.com",
      "localhost",
      "nas.local",
      "192.0.2.7",
      "intranet",
      "*.internal",
    ];

    expect(policyProblems(publicly, hosts)).toEqual(
      hosts.slice(1).map((host, index) => ({
        path: `hosts[${index + 1}]`,
        message:
          `must be a name in public DNS where a public CA certifies it, got "${host}". Write tls: "internal", ` +
          'or give the entry point\'s ACME account the "ca" of a server of your own.',
      })),
    );
    expect(policyProblems({ ...publicly, mode: TlsMode.Internal }, hosts)).toEqual([]);
    expect(policyProblems(tls, hosts)).toEqual([]);
    // Its form is reported elsewhere.
    expect(policyProblems(publicly, ["https://localhost"])).toEqual([]);
  });

  test("refuses own sites with such hosts, unless they have a certificate of their own", () => {
    const own = snippet("own-certificate", tlsDirective(internal()));
    const sites = [
      site("shop.example.com").respond("up"),
      site(["admin.local", "http://admin.local"]).respond("up"),
      site("localhost", tlsDirective(internal())).respond("up"),
      site("http://:2021").respond("up"),
      site("nas.internal").import(own),
    ];
    const routing = { sites, snippets: [own] };
    const publicly = { mode: TlsMode.Acme, acme: { email: acme.email } };
    const message =
      'CaddyProxy "caddy": site "admin.local": must have a name in public DNS, where a public CA certifies it. ' +
      'Give it tls(internal()), or give the entry point\'s ACME account the "ca" of a server of your own.';

    expect(refusal({ tls: publicly, routing })).toThrow(message);
    const privately = { mode: TlsMode.Acme, acme: { email: acme.email, ca: acme.ca } };
    expect(refusal({ tls: privately, routing })).not.toThrow();
    expect(refusal({ routing })).not.toThrow();
  });

  test("marks plain-text secrets as Pulumi secrets", async () => {
    const { acmeSecrets } = await import("../../../components/caddy/tls/acme");
    const files = Object.values(acmeSecrets(acme));

    expect(await Promise.all(files.map((file) => pulumi.isSecret(file)))).toEqual([
      true,
      true,
      true,
    ]);
  });

  test("refuses a DNS provider that the image has no module for", () => {
    expect(refusal({ tls })).toThrow(
      'CaddyProxy "caddy": global option.acme_dns needs the module dns.providers.cloudflare, which the proxy\'s image lacks. ' +
        "Take an image that has it, and list it among the proxy's modules: " +
        '["dns.providers.cloudflare"].',
    );
  });

  test("serves files of the Docker host", async () => {
    const files = {
      directory: "/etc/letsencrypt",
      certificate: "live/example.com/fullchain.pem",
      key: "live/example.com/privkey.pem",
    };
    const container = await declare({
      tls: { mode: TlsMode.Files, files },
      routing: { sites: [site("status.example.com").respond("up")] },
    });

    expect(labelsOf(container)).toMatchObject({
      caddy_1: "status.example.com",
      "caddy_1.tls":
        "/certificates/live/example.com/fullchain.pem /certificates/live/example.com/privkey.pem",
    });
    expect(container.props.volumes).toContainEqual({
      hostPath: "/etc/letsencrypt",
      containerPath: "/certificates",
      readOnly: true,
    });
  });

  test("has default names for the files", () => {
    const policy = { mode: TlsMode.Files, files: { directory: "/srv/certificates" } };

    expect(withCertificate(site("a.example.com").respond("up"), policy).directives).toContainEqual(
      expect.objectContaining({
        name: "tls",
        args: ["/certificates/fullchain.pem", "/certificates/privkey.pem"],
      }),
    );
  });

  test("lets a service have another mode, but not files that the policy lacks", () => {
    expect(policyFor(tls, TlsMode.Internal)).toEqual({ ...tls, mode: "internal" });
    expect(policyFor(tls)).toEqual(tls);
    expect(policyProblems(policyFor(tls, TlsMode.Files))).toEqual([
      {
        path: "tls",
        message: 'must not be "files", since the entry point has none. Give it tls.files.',
      },
    ]);
  });

  test.each([
    [
      { mode: "files" },
      'tls.files is needed where tls.mode is "files": { directory: "/srv/certificates" }, got nothing.',
    ],
    ["acme", 'tls must be an object with acme, files, mode, got "acme".'],
    [
      { mode: "files", files: { directory: "certs", key: "../key.pem" } },
      [
        "2 problems",
        '  - tls.files.directory must be an absolute path on the Docker host, such as "/srv/caddy" or "C:\\\\caddy", got "certs".',
        '  - tls.files.key must be a path below the directory, such as "live/example.com/privkey.pem", got "../key.pem".',
      ].join("\n"),
    ],
    [
      { mode: "acme", acme: { email: "ops@example.com", wildcards: ["*.example.com"] } },
      'tls.acme.dns is needed where there are wildcards: { provider: "cloudflare", token: … }, got nothing.',
    ],
    [
      {
        mode: "acme",
        acme: { email: "ops@example.com", externalAccount: { keyId: "kid-1", macKey: "secret" } },
      },
      "tls.acme.ca is needed where there is an externalAccount: the URL of its CA's directory, got nothing.",
    ],
    [
      { mode: "acme", acme: { email: "ops", caRoot: CERTIFICATE } },
      [
        "2 problems",
        '  - tls.acme.email must be an e-mail address, such as "ops@example.com", got "ops".',
        "  - tls.acme.ca is needed where there is a caRoot: the URL of the directory that it certifies, got nothing.",
      ].join("\n"),
    ],
    [
      { mode: "acme", acme: { email: "ops@example.com", ca: acme.ca, caRoot: "ca.pem" } },
      'tls.acme.caRoot must be certificates as PEM, such as readFileSync("ca.pem", "utf8"); they start with "-----BEGIN CERTIFICATE-----".',
    ],
    [
      {
        mode: "acme",
        acme: { email: "ops@example.com", ca: acme.ca, caRoot: "-----BEGIN PRIVATE KEY-----" },
      },
      "tls.acme.caRoot must have no private key, which only the owner of the certificate needs.",
    ],
    [
      {
        mode: "acme",
        acme: {
          email: "ops@example.com",
          externalAccount: "kid-1:secret",
          dns: { provider: "cloud flare", token: "", secrets: { "a b": "secret" } },
          wildcards: ["example.com"],
        },
      },
      [
        "5 problems",
        "  - tls.acme.externalAccount must be an object with keyId, macKey.",
        '  - tls.acme.dns.provider must be one word, without spaces, quotes, "#" and braces, got "cloud flare".',
        "  - tls.acme.dns.token must be a non-empty string (its value is a secret and not shown).",
        '  - tls.acme.dns.secrets["a b"] is not the name of an option.',
        '  - tls.acme.wildcards[0] must start with "*.", such as "*.example.com", got "example.com".',
      ].join("\n"),
    ],
  ])("is refused: %j", (wrong, message) => {
    expect(refusal({ tls: wrong })).toThrow(`CaddyProxy "caddy": ${message}`);
  });
});
