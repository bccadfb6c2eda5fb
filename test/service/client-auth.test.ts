import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import {
  CaddyProxy,
  type CaddyProxyArgs,
  ClientAuthMode,
  DeployMode,
  LabelsOn,
  ProxiedService,
  type ProxiedServiceArgs,
  ProxiedUpstream,
  ProxyNetwork,
  ProxyProtocol,
} from "../../components";
import { respond, site } from "../../components/labels";
import { CERTIFICATE } from "../support/certificate";
import {
  CONTAINER,
  containerOf,
  labelsOf,
  only,
  ROUTE,
  record,
  SWARM_ROUTE,
  useMocks,
} from "../support/record";

beforeAll(() => useMocks());

const DER = CERTIFICATE.replace(/-----.*-----|\n/g, "");

const entryPoint = (args: Partial<CaddyProxyArgs> = {}) =>
  new CaddyProxy("caddy", { network: new ProxyNetwork("net"), labelPrefix: "caddy", ...args });
const usual = { image: "shop:1", port: 8080, hosts: ["shop.localhost"] };
const service = (args: object, opts?: pulumi.ComponentResourceOptions, entry = entryPoint()) =>
  new ProxiedService("shop", { entry, ...usual, ...args } as ProxiedServiceArgs, opts);

/** The labels of `tls` in those of the route. */
async function tlsLabels(args: object, entry = entryPoint()): Promise<Record<string, string>> {
  const { declared } = await record((opts: pulumi.ComponentResourceOptions) =>
    service(args, opts, entry),
  );
  const { labels } = only(declared, ROUTE).props as { labels: Record<string, string> };
  return Object.fromEntries(Object.entries(labels).filter(([key]) => key.includes(".tls")));
}

describe("the certificates of a service's clients", () => {
  test("are required, by default, and verified with the CA in the labels", async () => {
    expect(await tlsLabels({ clientAuth: { ca: CERTIFICATE } })).toEqual({
      "caddy.tls": "internal",
      "caddy.tls.client_auth.mode": "require_and_verify",
      "caddy.tls.client_auth.trust_pool": "inline",
      "caddy.tls.client_auth.trust_pool.trust_der": DER,
    });
  });

  test("may come of a CA that only the deployment knows", async () => {
    const ca = pulumi.secret(CERTIFICATE);

    expect(await tlsLabels({ clientAuth: { ca } })).toMatchObject({
      "caddy.tls.client_auth.trust_pool.trust_der": DER,
    });
  });

  test("stand in the labels of the containers where those carry them", async () => {
    const clientAuth = { ca: pulumi.output(CERTIFICATE), mode: ClientAuthMode.Optional };
    const { declared } = await record((opts: pulumi.ComponentResourceOptions) =>
      service({ clientAuth, labelsOn: LabelsOn.Container }, opts),
    );
    const containers = declared.filter(({ type }) => type === CONTAINER);

    expect(labelsOf(containerOf(containers, "shop"))).toMatchObject({
      "caddy.tls.client_auth.mode": "verify_if_given",
      "caddy.tls.client_auth.trust_pool.trust_der": DER,
    });
  });

  test("may come of a CA in a file, beside a certificate by ACME", async () => {
    const entry = entryPoint({
      directories: ["/srv/ca"],
      tls: { mode: "acme", acme: { email: "ops@example.com" } },
    });

    const args = { hosts: ["shop.example.com"], clientAuth: { caFile: "/srv/ca/clients.pem" } };
    expect(await tlsLabels(args, entry)).toEqual({
      "caddy.tls.client_auth.mode": "require_and_verify",
      "caddy.tls.client_auth.trust_pool": "file /srv/ca/clients.pem",
    });
  });

  test("work in a Swarm and for an upstream", async () => {
    const network = new ProxyNetwork("net", { mode: DeployMode.Swarm });
    const entry = entryPoint({ network, address: "0.0.0.0" });
    const { declared } = await record((opts: pulumi.ComponentResourceOptions) => {
      const to = [{ url: "http://192.0.2.1" }];
      const clientAuth = { ca: CERTIFICATE };
      return new ProxiedUpstream("nas", { entry, hosts: ["nas.localhost"], to, clientAuth }, opts);
    });

    expect(only(declared, SWARM_ROUTE).props.labels).toMatchObject({
      "caddy.tls.client_auth.trust_pool.trust_der": DER,
    });
  });

  test("make up leave the health check of a new container to Docker", async () => {
    const health = { path: "/healthz" };
    const declare = async (args: object) => {
      const { declared } = await record((opts: pulumi.ComponentResourceOptions) =>
        service({ health, ...args }, opts),
      );
      const { ready, labels } = only(declared, ROUTE).props as Record<string, object>;
      return [ready !== undefined, JSON.stringify(labels).includes(".well-known")];
    };
    const ca = CERTIFICATE;

    expect(await declare({})).toEqual([true, true]);
    expect(await declare({ clientAuth: { ca } })).toEqual([false, false]);
    expect(await declare({ clientAuth: { ca, mode: "verify_if_given" } })).toEqual([true, true]);
  });

  const PEM =
    'must be certificates as PEM, such as readFileSync("ca.pem", "utf8"); they start with ' +
    '"-----BEGIN CERTIFICATE-----".';

  test.each<[object, string]>([
    [
      { clientAuth: {} },
      'clientAuth.ca must be given, or caFile in its place: readFileSync("clients-ca.pem", "utf8"), got nothing.',
    ],
    [{ clientAuth: { ca: "-----BEGIN CERTIFICATE-----" } }, `clientAuth.ca ${PEM}`],
    [
      { clientAuth: { ca: `${CERTIFICATE}-----BEGIN PRIVATE KEY-----` } },
      "clientAuth.ca must have no private key, which only the owner of the certificate needs.",
    ],
    [
      { clientAuth: { ca: CERTIFICATE, mode: "request" } },
      'clientAuth.mode must be one of require_and_verify, verify_if_given, got "request".',
    ],
    [
      { clientAuth: { ca: CERTIFICATE, headers: { "X-Client": "subject", "x-client": "serial" } } },
      'clientAuth.headers must name each header once, got {"X-Client":"subject","x-client":"serial"}.',
    ],
    [
      { clientAuth: { ca: CERTIFICATE }, tls: "off" },
      "clientAuth must be left out where tls is off: without TLS there are no certificates.",
    ],
    [
      { clientAuth: { ca: CERTIFICATE }, sites: [site("b.localhost", respond("hi"))] },
      "clientAuth must be left out beside sites, which would stay open. Write it there, as tls(…, { clientAuth }).",
    ],
    [
      { clientAuth: { caFile: "/srv/ca/clients.pem" } },
      'clientAuth.caFile must be in a directory of the Docker host that the entry point can read, got "/srv/ca/clients.pem". Give CaddyProxy directories, or write ca.',
    ],
    [
      { proxyProtocol: ProxyProtocol.V2, health: { path: "/healthz" } },
      "health must be left out beside proxyProtocol: Caddy's health checks have no client whose address they could send, and always fail.",
    ],
  ])("are refused: %j", (args, message) => {
    expect(() => service(args)).toThrow(`ProxiedService "shop": ${message}`);
  });

  test("are refused in a file of a Swarm", () => {
    const network = new ProxyNetwork("net", { mode: DeployMode.Swarm });
    const entry = entryPoint({ network, address: "0.0.0.0" });

    expect(() => service({ clientAuth: { caFile: "/srv/ca.pem" } }, {}, entry)).toThrow(
      'ProxiedService "shop": clientAuth.caFile must be left out in a Swarm, whose nodes have files of their own. Write ca.',
    );
  });
});
