import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import {
  CaddyProxy,
  DeployMode,
  dockerProvider,
  ProxiedService,
  ProxyNetwork,
  ToxicPath,
  Toxiproxy,
  Whoami,
} from "../../components";
import { areApart, laterProblems } from "../../components/provider/same-host";
import { read } from "../docs/code";
import { record, useMocks } from "../support/record";

beforeAll(() => useMocks());

const EDGE = "ssh://deploy@edge.example.com";
const SOCKET = "unix:///var/run/docker.sock";
const edge = () => dockerProvider("edge", { url: EDGE });
const local = () => dockerProvider("local", { url: SOCKET });
const SHOP = { image: "shop:1", port: 8080, hosts: ["shop.localhost"] };

/** The Docker provider of a component's children. */
const providerOf = (component: pulumi.ComponentResource) =>
  component.getProvider("docker:index/container:Container");

const entryOn = (provider?: docker.Provider, mode?: DeployMode) =>
  new CaddyProxy("caddy", {
    network: new ProxyNetwork("net", { mode }, { provider }),
    address: "0.0.0.0",
  });

class Group extends pulumi.ComponentResource {
  constructor(opts?: pulumi.ComponentResourceOptions) {
    super("test:index:Group", "group", {}, opts);
  }
}

describe("a component behind an entry point", () => {
  test("has the provider of the entry point, which has the network's", async () => {
    const provider = edge();
    const { value } = await record((opts) => {
      const entry = entryOn(provider);
      const service = new ProxiedService("shop", { entry, ...SHOP }, opts);
      const whoami = new Whoami("whoami", { entry, hosts: ["whoami.localhost"] });
      const through = new Toxiproxy("toxiproxy", { entry });
      const path = new ToxicPath("db", { through, upstream: "db:5432" });
      return [entry, service, whoami, whoami.service, through, path];
    });

    expect(value.map(providerOf)).toEqual(value.map(() => provider));
  });

  test("gets no provider when the entry point has none", async () => {
    const { declared, value } = await record(
      (opts) => new ProxiedService("shop", { entry: entryOn(), ...SHOP }, opts),
    );

    expect(providerOf(value)).toBeUndefined();
    expect(declared.find(({ name }) => name === "shop")?.opts).toEqual({});
  });

  test("keeps its other providers", () => {
    const random = { package: "random" };
    const provider = edge();
    const other = new (class extends pulumi.ProviderResource {})("random", "other", random);
    const service = new ProxiedService(
      "shop",
      { entry: entryOn(provider), ...SHOP },
      { providers: { random: other } },
    );

    expect(providerOf(service)).toBe(provider);
    expect(service.getProvider("random:index/randomPassword:RandomPassword")).toBe(other);
  });

  test("keeps its own or its parent's provider to the same host", () => {
    const [first, second] = [edge(), edge()];
    const entry = entryOn(first);
    const given = new ProxiedService("shop", { entry, ...SHOP }, { provider: second });
    const parent = new Group({ providers: [second] });
    const below = new Whoami("whoami", { entry, hosts: ["whoami.localhost"] }, { parent });

    expect([given, below].map(providerOf)).toEqual([second, second]);
  });
});

describe("another Docker host than that of the entry point is refused", () => {
  const refusal = (subject: string, noun: string, wanted: string, got: string) =>
    `${subject}: opts.provider must lead to the Docker host of its ${noun}, ${wanted}, got ${got}. ` +
    `Leave it out here and in parents: then the provider of the ${noun} is used.`;

  test("for each component behind it", () => {
    const entry = entryOn(edge());
    const through = new Toxiproxy("toxiproxy", { entry });
    const opts = { provider: local() };
    const wrong = (subject: string, noun = "entry point") => refusal(subject, noun, EDGE, SOCKET);

    expect(() => new ProxiedService("shop", { entry, ...SHOP }, opts)).toThrow(
      wrong('ProxiedService "shop"'),
    );
    expect(read("docs/hosts.md")).toContain(`\nerror: ${wrong('ProxiedService "shop"')}\n`);
    expect(() => new Whoami("whoami", { entry, hosts: ["who.localhost"] }, opts)).toThrow(
      wrong('ProxiedService "whoami"'),
    );
    expect(() => new Toxiproxy("other", { entry }, opts)).toThrow(wrong('Toxiproxy "other"'));
    expect(() => new ToxicPath("db", { through, upstream: "db:5432" }, opts)).toThrow(
      wrong('ToxicPath "db"', "Toxiproxy"),
    );
    expect(() => new CaddyProxy("second", { network: entry.network }, opts)).toThrow(
      wrong('CaddyProxy "second"', "network"),
    );
  });

  test("for a parent's provider, together with the other mistakes", () => {
    const parent = new Group({ provider: edge() });

    expect(
      () => new ProxiedService("shop", { entry: entryOn(), ...SHOP, port: 0 }, { parent }),
    ).toThrow(
      [
        'ProxiedService "shop": 2 problems',
        "  - port must be an integer from 1 to 65535, got 0.",
        `  - opts.provider must lead to the Docker host of its entry point, ${SOCKET}, got ${EDGE}. Leave it out here and in parents: then the provider of the entry point is used.`,
      ].join("\n"),
    );
  });

  test("except for another manager of the same Swarm", () => {
    const entry = entryOn(edge(), DeployMode.Swarm);
    const provider = dockerProvider("second", { url: "ssh://deploy@second.example.com" });

    expect(providerOf(new ProxiedService("shop", { entry, ...SHOP }, { provider }))).toBe(provider);
  });

  test.each([
    [
      { host: SOCKET },
      [
        {
          path: "opts.provider",
          message: expect.stringContaining(`${EDGE}, got ${SOCKET}. Leave it out`),
        },
      ],
    ],
    [{ host: EDGE }, []],
    // A context takes precedence over the host, and only the provider knows where it leads.
    [{ host: SOCKET, context: "edge" }, []],
  ])("by Pulumi, for a provider that the program made with %j", async (args, problems) => {
    const front = new Group({ provider: edge() });
    const own = new Group({ provider: new docker.Provider("own", args) });
    const told = laterProblems(own, { noun: "entry point", component: front });

    expect(await new Promise((done) => told.apply(done))).toEqual(problems);
  });

  test.each([
    [SOCKET, "unix:///run/user/1000/docker.sock", true],
    [SOCKET, "ssh://deploy@edge.example.com", true],
    [EDGE, "tcp://other.example.com:2376", true],
    // One engine may listen at both addresses.
    [EDGE, "tcp://edge.example.com:2376", false],
    [EDGE, "ssh://root@EDGE.example.com:2222", false],
    [SOCKET, "tcp://127.0.0.1:2375", false],
    ["npipe:////./pipe/docker_engine", "npipe:////./pipe/docker_engine", false],
  ])("when %s and %s are certainly two engines: %s", (one, other, apart) => {
    expect([areApart(one, other), areApart(other, one)]).toEqual([apart, apart]);
  });
});
