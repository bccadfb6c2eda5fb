import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { logLines } from "../../components/docker/containers/output";
import { readFile } from "../../components/docker/files/files";
import { attack, buildAttacker } from "./hardening/attacker";
import {
  addressOn,
  confinementOf,
  createHardenedStack,
  type HardenedStack,
  inspect,
  MAC_KEY,
  TOKEN,
} from "./hardening/stack";
import { docker, engine } from "./support/docker";
import { untilServed, visit } from "./support/http";
import type { Outcome } from "./support/project";

/* One stack, hardened, then not, then hardened again: the tests depend on their order. */

let stack: HardenedStack;
let attacker: Awaited<ReturnType<typeof buildAttacker>>;
let first: Outcome;
let certificate: string | undefined;
let control: Record<"server" | "controller", string>;

const shop = () => ({ port: stack.project.httpsPort, host: "shop.localhost" });

/** Writes the program, and runs `up`. */
async function bringUp(hardened: boolean, macKey?: string): Promise<Outcome> {
  stack.declare(hardened, macKey);
  const outcome = await stack.project.up();
  if (outcome.code !== 0) throw new Error(outcome.output);
  return outcome;
}

beforeAll(async () => {
  stack = await createHardenedStack();
  attacker = await buildAttacker(stack.project.id);
  first = await bringUp(true);
  certificate = (await untilServed(shop())).fingerprint;
  control = {
    server: await addressOn(stack.names.server, "caddy-control"),
    controller: await addressOn(stack.names.controller, "caddy-control"),
  };
});

afterAll(async () => {
  await docker("rm", "--force", `by-hand-${stack.project.id}`);
  await stack.project.remove();
  await attacker.remove();
});

/** The confinement of every container of the project. */
const CONFINED = {
  user: "65532:65532",
  readOnly: true,
  privileged: false,
  dropped: ["ALL"],
  added: [],
  security: ["no-new-privileges:true"],
  socket: false,
};

describe("a hardened stack", () => {
  test("confines each container to its purpose", async () => {
    const { server, controller, toxiproxy, whoami } = stack.names;
    const { httpPort, httpsPort } = stack.project;

    expect({
      server: await confinementOf(server),
      controller: await confinementOf(controller),
      toxiproxy: await confinementOf(toxiproxy),
      whoami: await confinementOf(whoami),
    }).toEqual({
      server: {
        ...CONFINED,
        ...{ megabytes: 1024, processes: 1024, networks: 2 },
        published: [`${httpPort}/tcp`, `${httpsPort}/tcp`, `${httpsPort}/udp`].sort(),
      },
      controller: {
        ...CONFINED,
        ...{ user: "", socket: true },
        ...{ megabytes: 256, processes: 256, networks: 1, published: [] },
      },
      toxiproxy: {
        ...CONFINED,
        ...{ megabytes: 256, processes: 512, networks: 2, published: ["8474/tcp"] },
      },
      whoami: { ...CONFINED, megabytes: 128, processes: 128, networks: 1, published: [] },
    });
  });

  test("previews no change right after", async () => {
    const outcome = await stack.project.previewNoChanges();

    expect(outcome.output).toMatch(/\d+ unchanged/);
    expect(outcome.code).toBe(0);
  });

  test("lets an attacker in a service reach only services", async () => {
    const found = await attack(
      attacker.image,
      ["--network", stack.project.network],
      await targets(),
    );

    expect(found).toEqual({
      "the entry point": "open",
      "Docker's socket": "closed",
      "Docker's API, plain": "closed",
      "Docker's API, with TLS": "closed",
      "the admin API of the server": "closed",
      "the admin API of the server on the control network": "closed",
      "the admin API of the controller": "closed",
      "Toxiproxy's API": "closed",
      "Toxiproxy's API on its own network": "closed",
      "Toxiproxy's API as it is published": "closed",
    });
  });

  test("keeps a service from crafting packets, with which it would reach Caddy's API", async () => {
    const { names, project } = stack;
    const { NetworkSettings } = await inspect(names.server);
    const card = NetworkSettings.Networks[project.network]?.MacAddress;
    const raw = { admin: `raw:${control.server}:2019@${card}` };
    const inService = ["--network", project.network];
    const [service] = JSON.parse(
      (await project.ownPulumi(["stack", "output", "names", "--json"])).output,
    );

    expect((await confinementOf(service)).dropped).toEqual(["CAP_NET_RAW"]);
    const without = [...inService, "--cap-drop", "NET_RAW"];
    expect(await attack(attacker.image, without, raw)).toEqual({ admin: "closed" });
    // A container on the network with Docker's default capabilities still reaches it.
    expect(await attack(attacker.image, inService, raw)).toEqual({ admin: "open" });
  });

  test("gives an attacker in the server no access to Docker", async () => {
    const found = await attack(attacker.image, inServer(), await targets());

    expect(found).toMatchObject({
      "Docker's socket": "closed",
      "Docker's API, plain": "closed",
      "Docker's API, with TLS": "closed",
      "the admin API of the controller": "closed",
      "Toxiproxy's API": "closed",
      "Toxiproxy's API on its own network": "closed",
    });
  });

  test("uses its secrets, and shows them nowhere in clear", async () => {
    const { project, names } = stack;
    const shown = await project.ownPulumi(["stack", "output", "--json", "--show-secrets"]);
    const outputs = JSON.parse(shown.output);
    const password: string = outputs.passwords.ops;
    const authorization = `Basic ${Buffer.from(`ops:${password}`).toString("base64")}`;
    const admin = { ...shop(), path: "/admin/" };

    expect(await readFile(engine, names.server, "/run/secrets/acme-mac-key")).toBe(MAC_KEY);
    expect((await visit(admin)).status).toBe(401);
    expect((await visit({ ...admin, headers: { authorization } })).status).toBe(200);

    const places = await everywhere(outputs.names[0]);
    const leaks = Object.entries(places).flatMap(([place, text]) =>
      Object.entries({ MAC_KEY, TOKEN, password })
        .filter(([, secret]) => text.includes(secret))
        .map(([secret]) => `${secret} in ${place}`),
    );
    // Docker shows a container's environment to everyone with access to Docker.
    expect(leaks).toEqual(["TOKEN in the environment of the service"]);
  });
});

describe("an update in place", () => {
  test("replaces a secret, and reverts a limit that a person changed by hand", async () => {
    const { server } = stack.names;
    const before = await inspect(server);
    await docker("update", "--pids-limit", "99", server);
    await bringUp(true, "YW5vdGhlci1rZXk");

    const { Id, State } = await inspect(server);
    expect(Id).toBe(before.Id);
    expect(State.StartedAt).not.toBe(before.State.StartedAt);
    expect(await readFile(engine, server, "/run/secrets/acme-mac-key")).toBe("YW5vdGhlci1rZXk");
    expect(await confinementOf(server)).toMatchObject({ processes: 1024 });
    expect((await untilServed(shop())).status).toBe(200);
  });
});

describe("without the controller", () => {
  const byHand = () => ({ port: stack.project.httpsPort, host: "by-hand.localhost" });

  test("routes stay, and the controller applies changes when it is back", async () => {
    const { names, project } = stack;
    await docker("kill", names.controller);
    await docker(
      ...["run", "--detach", "--name", `by-hand-${project.id}`, "--network", project.network],
      ...["--label", `${project.labelPrefix}=by-hand.localhost`],
      ...["--label", `${project.labelPrefix}.reverse_proxy={{upstreams 80}}`],
      ...["--label", `${project.labelPrefix}.tls=internal`],
      project.images.whoami ?? "",
    );
    expect((await visit(shop())).status).toBe(200);
    await expect(visit(byHand())).rejects.toThrow(/alert internal error/);

    await docker("start", names.controller);
    expect((await untilServed(byHand())).status).toBe(200);
  });
});

describe("a server that Docker restarts", () => {
  test("gets its configuration, though no label has changed", async () => {
    await docker("restart", stack.names.server);

    expect((await untilServed(shop())).fingerprint).toBe(certificate);
  });
});

describe("a stack that is not hardened, then hardened again", () => {
  test("keeps its certificate in one container, which has Docker's socket", async () => {
    await bringUp(false);

    expect((await untilServed(shop())).fingerprint).toBe(certificate);
    expect(await confinementOf(stack.names.server)).toMatchObject({
      ...{ user: "", readOnly: false, dropped: null, megabytes: 0, socket: true },
    });
    const found = await attack(attacker.image, inServer(), await targets());
    expect(found["Docker's socket"]).toBe("200 OK");
  });

  test("keeps its certificate in the two containers, too", async () => {
    await bringUp(true);

    expect((await untilServed(shop())).fingerprint).toBe(certificate);
    expect(await confinementOf(stack.names.server)).toMatchObject({
      ...{ user: "65532:65532", socket: false },
    });
    expect(await stack.project.previewNoChanges()).toMatchObject({ code: 0 });
  });
});

/** Arguments for a container in the server's network with its volumes; as root, unlike the server. */
function inServer(): string[] {
  const { server } = stack.names;
  return ["--network", `container:${server}`, "--volumes-from", server];
}

async function targets(): Promise<Record<string, string>> {
  const { names, project } = stack;
  const server = await addressOn(names.server, project.network);
  const toxiproxy = await addressOn(names.toxiproxy, project.network);
  const ownToxiproxy = await addressOn(names.toxiproxy, "0-");
  const { NetworkSettings } = await inspect(names.server);
  const gateway = NetworkSettings.Networks[project.network]?.Gateway ?? "";
  return {
    "the entry point": `${server}:${project.httpsPort}`,
    "Docker's socket": "unix:/var/run/docker.sock",
    "Docker's API, plain": `${gateway}:2375`,
    "Docker's API, with TLS": `${gateway}:2376`,
    "the admin API of the server": `${server}:2019`,
    "the admin API of the server on the control network": `${control.server}:2019`,
    "the admin API of the controller": `${control.controller}:2019`,
    "Toxiproxy's API": `${toxiproxy}:8474`,
    "Toxiproxy's API on its own network": `${ownToxiproxy}:8474`,
    "Toxiproxy's API as it is published": `${gateway}:${project.apiPort}`,
  };
}

/** Everything of the stack that is readable without a password, by place. */
async function everywhere(service: string): Promise<Record<string, string>> {
  const { project } = stack;
  const exported = await project.ownPulumi(["stack", "export"]);
  const outputs = await project.ownPulumi(["stack", "output", "--json"]);
  const preview = await project.ownPulumi(["preview", "--diff"]);
  const all = await engine.listContainers({ all: true, filters: { network: [project.network] } });
  const containers = await Promise.all(all.map(({ Id: id }) => textsOf(id)));
  const { Env: environment, ...config } = (await inspect(service)).Config;
  return {
    "pulumi up": first.output,
    "pulumi preview --diff": preview.output,
    "the state": exported.output,
    "the outputs": outputs.output,
    "docker inspect and logs": containers
      .join("\n")
      .replaceAll(JSON.stringify(environment), JSON.stringify(config.Labels)),
    "the environment of the service": environment.join("\n"),
  };
}

async function textsOf(id: string): Promise<string> {
  const lines = await logLines(engine, id);
  return [JSON.stringify(await inspect(id)), ...lines.map(({ text }) => text)].join("\n");
}
