import { describe, expect, test } from "vitest";
import { isHeldBack, Refused, refusedLabels } from "../../../components/resources/route/held-back";
import { BASE, engineWith } from "./trial-engine";

const ROUTE = { name: "gatehouse/dev/blog", proxy: "server", controller: "controller" };
const CLASH = "ambiguous site definition: a.localhost";

const OLD = service("old", 1, "a.localhost");
const NEW = service("new", 2, "a.localhost b.localhost");

/** A container of the service `shop`. */
function service(id: string, created: number, hosts: string) {
  const labels = {
    p: hosts,
    "p.reverse_proxy": "{{upstreams 80}}",
    p_1: "(s)",
    "p_1.vars": "{{now}}",
  };
  const Networks = { net: { IPAddress: `10.0.0.${created}`, Aliases: ["shop.dev.gatehouse"] } };
  return {
    listed: { Id: id, Labels: labels, NetworkSettings: { Networks } },
    inspected: {
      ...{ Id: id, Created: new Date(created).toISOString() },
      ...{ Config: { Labels: labels }, NetworkSettings: { Networks } },
    },
  };
}

const clash = (text: string) => (/^a\.localhost \{$/m.test(text) ? `Error: ${CLASH}` : undefined);

const SHARED = "(s) {\n\tvars unknown\n}\n";
const NEWER = "a.localhost b.localhost {\n\treverse_proxy 10.0.0.2:80\n}\n";
const OLDER = "a.localhost {\n\treverse_proxy 10.0.0.1:80\n}\n";

describe("the proxy is held back by labels that the update is about to delete", () => {
  test("when Caddy refuses all labels, and accepts those that stay", async () => {
    const { engine, asked, copied, removed } = engineWith([NEW, OLD], clash);

    expect(await isHeldBack(engine, ROUTE)).toBe(true);

    const spec = {
      Image: "sha256:caddy",
      Entrypoint: ["/bin/caddy"],
      Cmd: ["validate", "--adapter", "caddyfile", "--config", "/wanted.Caddyfile"],
      Env: ["A=1"],
      User: "65532",
      Labels: { "gatehouse.stack": "1" },
      HostConfig: {
        NetworkMode: "container:server",
        Mounts: [
          { Type: "volume", Source: "data", Target: "/data", ReadOnly: false },
          { Type: "bind", Source: "/srv/a", Target: "/srv/a", ReadOnly: true },
        ],
      },
    };
    expect(asked).toEqual([
      { spec, text: SHARED + OLDER + NEWER },
      { spec, text: SHARED + NEWER },
    ]);
    expect(copied).toEqual(Array(2).fill("/run/secrets/a/key canary"));
    expect(removed()).toBe(2);
  });

  test("not when Caddy accepts all labels, since the cause is another", async () => {
    const { engine, asked } = engineWith([NEW, OLD], () => undefined);

    expect(await isHeldBack(engine, ROUTE)).toBe(false);
    expect(asked.length).toBe(1);
  });

  test("not when the update deletes none, which needs no check by Caddy", async () => {
    const { engine, asked } = engineWith([NEW], clash);

    expect(await isHeldBack(engine, ROUTE)).toBe(false);
    expect(asked).toEqual([]);
  });

  test("not when Caddy also refuses the labels that stay, and its error is reported", async () => {
    const { engine, removed } = engineWith([NEW, OLD], () => "Error: unknown directive: resond");

    await expect(isHeldBack(engine, ROUTE)).rejects.toThrow(
      "the proxy refuses the configuration. It said:\n  Error: unknown directive: resond",
    );
    expect(removed()).toBe(2);
  });

  test("not when the plugin drops the site that Caddy refuses", async () => {
    const { engine } = engineWith([NEW, OLD], () => "Error: unknown directive: resond", []);

    expect(await isHeldBack(engine, ROUTE)).toBe(false);
  });
});

describe("a refusal is", () => {
  const broken = (text: string) => (text.includes("b.localhost") ? "Error: no" : undefined);
  const refused = (own: string, refusal: (text: string) => string | undefined) =>
    refusedLabels(engineWith([NEW, OLD], refusal).engine, { ...ROUTE, containers: [own] });

  test("the resource's own when Caddy accepts the other labels", async () => {
    expect(await refused("new", broken)).toBe(Refused.Own);
  });

  test("another's when Caddy refuses the other labels, too", async () => {
    expect(await refused("old", broken)).toBe(Refused.Others);
  });

  test("of labels that are gone when Caddy accepts all labels by now", async () => {
    expect(await refused("new", () => undefined)).toBe(Refused.Past);
  });

  test("tried with the base Caddyfile", async () => {
    const settings = [`CADDY_DOCKER_CADDYFILE_PATH=${BASE.path}`];
    const { engine, asked } = engineWith([NEW], () => undefined, settings);

    expect(await refusedLabels(engine, { ...ROUTE, containers: ["old"] })).toBe(Refused.Past);
    expect(asked.map(({ text }) => text)).toEqual([`${SHARED}${BASE.text}${NEWER}`]);
  });
});
