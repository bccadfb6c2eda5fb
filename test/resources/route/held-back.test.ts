import { Readable } from "node:stream";
import Docker from "dockerode";
import { describe, expect, test } from "vitest";
import type { Engine } from "../../../components/docker/engine";
import { readTar } from "../../../components/docker/files";
import { isHeldBack, isRefusedForOthers } from "../../../components/resources/route/held-back";
import { piece } from "../../support/pieces";

const ROUTE = { name: "gatehouse/dev/blog", proxy: "server", controller: "controller" };
const AT = "2026-11-23T13:00:00.500000000Z";
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

/** Errors that a container wrote, as Docker sends them. */
const written = (text: string) => piece(Buffer.from(text), 2);

/**
 * An engine with these containers and a Caddy that refuses some configurations, and its requests.
 *
 * @param refusal why Caddy refuses a Caddyfile; `undefined` when it accepts it.
 * @param settings of the plugin.
 */
function engineWith(
  services: readonly ReturnType<typeof service>[],
  refusal: (text: string) => string | undefined,
  settings: readonly string[] = ["CADDY_DOCKER_PROCESS_CADDYFILE=false"],
) {
  const asked: { spec: object; text: string }[] = [];
  let removed = 0;
  const env = ["CADDY_DOCKER_LABEL_PREFIX=p", "CADDY_INGRESS_NETWORKS=net", ...settings];
  const parts: Record<string, object> = {
    controller: { Config: { Env: env } },
    server: {
      Image: "sha256:caddy",
      Path: "/bin/caddy",
      Config: { Env: ["A=1"], User: "65532", Labels: { "gatehouse.stack": "1", team: "web" } },
    },
  };
  const trial = () => {
    const words = refusal(asked.at(-1)?.text ?? "");
    return { State: { Running: false, ExitCode: words === undefined ? 0 : 1 } };
  };
  const engine = {
    modem: new Docker().modem,
    // No container is a route-holder.
    listContainers: async ({ filters }: { filters?: object }) =>
      filters === undefined ? services.map(({ listed }) => listed) : [],
    createContainer: async (spec: object) => {
      asked.push({ spec, text: "" });
      return {
        id: "trial",
        start: async () => undefined,
        inspect: async () => trial(),
        remove: async () => {
          removed += 1;
        },
      };
    },
    getContainer: (id: string) => ({
      inspect: async () => parts[id] ?? services.find(({ listed }) => listed.Id === id)?.inspected,
      putArchive: async (archive: Buffer) => {
        const [file] = await readTar(Readable.from([archive]));
        const last = asked.at(-1);
        if (last) last.text = String(file?.content);
      },
      logs: async () =>
        written(`${AT} {"msg":"adapting"}\n${AT} ${refusal(asked.at(-1)?.text ?? "")}\n`),
    }),
  };
  return { engine: engine as unknown as Engine, asked, removed: () => removed };
}

const clash = (text: string) => (/^a\.localhost \{$/m.test(text) ? `Error: ${CLASH}` : undefined);

const SHARED = "(s) {\n\tvars unknown\n}\n";
const NEWER = "a.localhost b.localhost {\n\treverse_proxy 10.0.0.2:80\n}\n";
const OLDER = "a.localhost {\n\treverse_proxy 10.0.0.1:80\n}\n";

describe("the proxy is held back by labels that the update is about to delete", () => {
  test("when Caddy refuses all labels, and accepts those that stay", async () => {
    const { engine, asked, removed } = engineWith([NEW, OLD], clash);

    expect(await isHeldBack(engine, ROUTE)).toBe(true);

    const spec = {
      Image: "sha256:caddy",
      Entrypoint: ["/bin/caddy"],
      Cmd: ["validate", "--adapter", "caddyfile", "--config", "/wanted.Caddyfile"],
      Env: ["A=1"],
      User: "65532",
      Labels: { "gatehouse.stack": "1" },
      HostConfig: { NetworkMode: "none", VolumesFrom: ["server"] },
    };
    expect(asked).toEqual([
      { spec, text: SHARED + OLDER + NEWER },
      { spec, text: SHARED + NEWER },
    ]);
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
  const isForOthers = (own: string, refusal: (text: string) => string | undefined) =>
    isRefusedForOthers(engineWith([NEW, OLD], refusal).engine, { ...ROUTE, containers: [own] });

  test("the resource's own when Caddy accepts the other labels", async () => {
    expect(await isForOthers("new", broken)).toBe(false);
  });

  test("another's when Caddy refuses the other labels, too", async () => {
    expect(await isForOthers("old", broken)).toBe(true);
  });

  test("another's when Caddy accepts all labels by now", async () => {
    expect(await isForOthers("new", () => undefined)).toBe(true);
  });

  test("the resource's own where a base Caddyfile has more than the labels", async () => {
    const settings = ["CADDY_DOCKER_CADDYFILE_PATH=/base"];
    const { engine } = engineWith([NEW, OLD], broken, settings);

    expect(await isRefusedForOthers(engine, { ...ROUTE, containers: ["old"] })).toBe(false);
  });
});
