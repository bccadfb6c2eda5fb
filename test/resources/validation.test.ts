import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ValidationProps, validationProvider } from "../../components/resources/validation";
import { type FakeEngine, fakeEngine } from "../support/fake-engine";
import { piece } from "../support/pieces";

const WORDS = 'Error: provisioning CA "local": open /none.pem: no such file or directory';
const LABELS = { p: "", "p.grace_period": "1s" };

let fake: FakeEngine;
let serving: ValidationProps;

/**
 * An engine with a server of these labels and a route-holder.
 *
 * @param exitCodes of the trials, in their order; the last one is also that of all further ones.
 */
async function engineWith(labels: object, ...exitCodes: number[]): Promise<FakeEngine> {
  const log = piece(Buffer.from(`2026-11-23T13:00:00.500000000Z ${WORDS}\n`), 2);
  const config = { Env: [], User: "65532", Labels: {} };
  return fakeEngine({
    "GET /containers/json": {
      body: [
        { Id: "server", Labels: labels, NetworkSettings: { Networks: {} } },
        { Id: "holder", Labels: { p: "a.localhost" }, NetworkSettings: { Networks: {} } },
      ],
    },
    "GET /containers/server/json": {
      body: {
        ...{ Id: "server", Image: "sha256:1", Path: "/bin/caddy", Config: config },
        ...{ State: { Running: true }, Mounts: [] },
      },
    },
    "POST /containers/create": { status: 201, body: { Id: "trial" } },
    "PUT /containers/trial/archive": { body: "" },
    "POST /containers/trial/start": { status: 204, body: "" },
    "GET /containers/trial/json": () => {
      const code = exitCodes.length > 1 ? exitCodes.shift() : exitCodes[0];
      return { body: { State: { Running: false, ExitCode: code } } };
    },
    "GET /containers/trial/logs": { body: log },
    "DELETE /containers/trial": { status: 204, body: "" },
  });
}

beforeEach(async () => {
  await use(await engineWith({ ...LABELS, team: "web" }, 1));
});

afterEach(() => fake.stop());

async function use(engine: FakeEngine): Promise<void> {
  if (fake !== undefined && fake !== engine) await fake.stop().catch(() => undefined);
  fake = engine;
  serving = {
    docker: fake.host,
    ...{ name: "gatehouse/dev/caddy", owner: "gatehouse/dev", labelPrefix: "p" },
    ...{ image: "sha256:1", labels: LABELS, directories: [], secrets: ["/run/secrets/a"] },
  };
}

const changed = () => ({ ...serving, labels: { p: "", "p.grace_period": "2s" } });

const reasons = async (olds: Partial<ValidationProps>, news: ValidationProps) =>
  (await validationProvider.check?.(olds as ValidationProps, news))?.failures?.map(
    ({ reason }) => reason,
  );

describe("an entry point's configuration", () => {
  test("is refused with Caddy's words, and the container that tried it is removed", async () => {
    const olds = { ...serving, labels: { ...LABELS, __defaults: [] as never } };

    expect(await reasons(olds, changed())).toEqual([
      `Caddy refuses the entry point's own configuration. The proxy that runs keeps serving. Caddy said:\n  ${WORDS}`,
    ]);
    expect(fake.asked.at(-1)).toBe("DELETE /containers/trial");
  });

  test("passes when Caddy accepts it", async () => {
    await use(await engineWith(LABELS, 0));

    expect(await reasons(serving, changed())).toEqual([]);
    expect(fake.asked).toContain("POST /containers/trial/start");
  });

  test("is refused together with the labels of others, which Caddy accepts as it is", async () => {
    await use(await engineWith(LABELS, 1, 0, 0));

    expect(await reasons(serving, changed())).toEqual([
      "Caddy refuses the entry point's configuration together with the labels of the containers behind it. " +
        `Change their routes first, in an update of their own. The proxy that runs keeps serving. Caddy said:\n  ${WORDS}`,
    ]);
  });

  test("passes when Caddy refuses the labels of others already", async () => {
    await use(await engineWith(LABELS, 1, 0, 1));

    expect(await reasons(serving, changed())).toEqual([]);
  });

  test.each<[string, () => [Partial<ValidationProps>, ValidationProps]]>([
    ["is new", () => [{}, serving]],
    ["has not changed", () => [serving, { ...serving, docker: { ...serving.docker } }]],
    ["is for an image that is not known yet", () => [serving, { ...changed(), image: "unknown" }]],
    [
      "needs a new secret that is not known yet",
      () => [serving, { ...changed(), secrets: ["/run/secrets/b"], files: "unknown" as never }],
    ],
    [
      "has a template that only the plugin knows",
      () => [serving, { ...serving, labels: { p: "", "p.grace_period": "{{now}}" } }],
    ],
    [
      "was that of a server that is gone",
      () => [{ ...serving, labels: { p: "other" } }, changed()],
    ],
  ])("is not tried when it %s", async (_, given) => {
    expect(await reasons(...given())).toEqual([]);
    expect(fake.asked).not.toContain("POST /containers/create");
  });

  test("is tried with another image, other directories, a new secret and a base Caddyfile", async () => {
    const secrets = ["/run/secrets/b"];
    const files = { "/run/secrets/b": "canary" };
    const directories = [{ hostPath: "/srv/a", containerPath: "/srv/a" }];

    expect(await reasons(serving, { ...serving, image: "sha256:2" })).toHaveLength(1);
    expect(await reasons(serving, { ...serving, directories })).toHaveLength(1);
    expect(await reasons(serving, { ...serving, secrets, files })).toHaveLength(1);
    expect(await reasons(serving, { ...serving, base: "/base" })).toHaveLength(1);
  });

  test("passes where the Docker host does not answer, which others report", async () => {
    const away = { ...changed(), docker: { url: "unix:///nowhere.sock" } };

    expect(await reasons(serving, away)).toEqual([]);
  });
});
