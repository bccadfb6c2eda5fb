import { createColors } from "picocolors";
import { describe, expect, test } from "vitest";
import type { ComponentStatus, StackStatus } from "../../../components/command/status/model";
import { statusText } from "../../../components/command/status/table";

const NOW = Date.parse("2026-11-27T12:00:00Z");
const DOCKER = "unix:///var/run/docker.sock";

const shop: ComponentStatus = {
  ...{ kind: "ProxiedService", name: "shop", docker: DOCKER, reached: true },
  urls: ["https://shop.localhost:8443", "https://www.shop.localhost:8443"],
  image: "registry.example.com/team/shop:1.4@sha256:3f2a9c0d1e4b",
  health: { healthy: 2, wanted: 2 },
  released: "2026-11-27T09:00:00Z",
  certificates: [
    { host: "shop.localhost", until: "2026-11-27T23:30:00Z" },
    { host: "www.shop.localhost", until: "2027-02-24T12:00:00Z" },
  ],
  ...{ faults: [], drift: [], problems: [] },
};
const hello: ComponentStatus = {
  ...{
    kind: "StaticSite",
    name: "hello",
    docker: DOCKER,
    reached: true,
    urls: ["http://hello.localhost"],
  },
  ...{ answers: true, faults: [], drift: [], problems: [] },
};
const stack: StackStatus = {
  ...{ stack: "dev", project: "shop", written: "2026-11-27T11:58:30Z" },
  ...{ components: [shop, hello], problems: [], unknown: [] },
};

const text = (status: Partial<StackStatus>, columns?: number) =>
  statusText(
    { ...stack, ...status },
    { colours: createColors(false), columns, now: NOW, pulumi: "npx pulumi" },
  );

describe("the table of gatehouse status", () => {
  test("has a row for each host", () => {
    expect(text({})).toMatchInlineSnapshot(`
      "Stack dev of project shop, last updated 90 s ago

      HOST                    SERVICE  IMAGE     HEALTHY  RELEASED  CERTIFICATE  FAULTS  DRIFT
      shop.localhost          shop     shop:1.4  2/2      3 h ago   11 h left    -       -
      www.shop.localhost      shop                                  89 d left
      http://hello.localhost  hello    -         answers  -         -            -       -
      "
    `);
  });

  test("tells below it what is wrong, and how to repair what somebody changed", () => {
    const latency = {
      ...{ name: "latency_downstream", type: "latency", stream: "downstream", toxicity: 1 },
      attributes: { latency: 100, jitter: 0 },
    };
    const sick: ComponentStatus = {
      ...shop,
      health: { healthy: 1, wanted: 2 },
      certificates: [
        { host: "shop.localhost", until: "2026-11-27T11:00:00Z" },
        { host: "www.shop.localhost" },
      ],
      faults: [{ path: "shop", down: true, toxics: [latency] }],
      drift: ["container shop-2 is stopped"],
      problems: ["the certificate of shop.localhost has expired"],
    };
    const problems = ["An interrupted update did not finish creating shop."];

    expect(text({ components: [sick], problems })).toMatchInlineSnapshot(`
      "Stack dev of project shop, last updated 90 s ago

      HOST                SERVICE  IMAGE     HEALTHY  RELEASED  CERTIFICATE  FAULTS         DRIFT
      shop.localhost      shop     shop:1.4  1/2      3 h ago   expired      down, latency  yes
      www.shop.localhost  shop                                  none

      Faults in force:
        shop: path shop takes no connections
        shop: latency 100 ms on downstream

      Wrong:
        An interrupted update did not finish creating shop.
        shop: the certificate of shop.localhost has expired

      Changed by hand:
        shop: container shop-2 is stopped
        To repair it: npx pulumi up --refresh --stack dev
      "
    `);
  });

  test("names the Docker host of each component where there are several", () => {
    const far = { ...hello, docker: "ssh://deploy@edge", reached: false };
    const unknown = [
      "no Docker engine answers at ssh://deploy@edge: nothing answers at that address.",
    ];

    expect(text({ components: [shop, far], unknown })).toMatchInlineSnapshot(`
      "Stack dev of project shop, last updated 90 s ago

      HOST                    SERVICE              IMAGE     HEALTHY  RELEASED  CERTIFICATE  FAULTS  DRIFT
      shop.localhost          shop (this machine)  shop:1.4  2/2      3 h ago   11 h left    -       -
      www.shop.localhost      shop (this machine)                               89 d left
      http://hello.localhost  hello (deploy@edge)  -         ?        ?         ?            ?       ?

      Unknown:
        no Docker engine answers at ssh://deploy@edge: nothing answers at that address.
      "
    `);
  });

  test("shortens images on a narrow terminal", () => {
    const long = { ...shop, image: "a-very-long-name-of-an-image-indeed:1.4" };

    expect(text({ components: [long] }, 90)).toMatchInlineSnapshot(`
      "Stack dev of project shop, last updated 90 s ago

      HOST                SERVICE  IMAGE           HEALTHY  RELEASED  CERTIFICATE  FAULTS  DRIFT
      shop.localhost      shop     a-very-long-n…  2/2      3 h ago   11 h left    -       -
      www.shop.localhost  shop                                        89 d left
      "
    `);
  });

  test("says so where nothing is deployed", () => {
    expect(text({ components: [], written: undefined })).toBe(
      "Stack dev of project shop\n\nNothing is deployed.\n",
    );
  });
});
