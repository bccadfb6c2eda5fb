import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { adapted, recipes } from "./single-sign-on/recipes";
import { Browser, type Page } from "./support/browser";
import { docker } from "./support/docker";
import { visit } from "./support/http";
import { oauth2ProxyImage } from "./support/oauth2-proxy";
import { createProgram, type ProgramProject } from "./support/program";
import { serviceImage } from "./support/service";
import { openSocket } from "./support/streams";

/*
 * The programs of docs/single-sign-on.md on one stack, each as printed but for its images. oauth2-proxy is
 * the real one, with an OpenID provider of the test; in place of the others a service speaks their protocol.
 */

let project: ProgramProject;

/** What differs from the documentation, by the service that a program protects. */
function changes(service: string, sso: string, project: string) {
  const named = (image: string, role: string) => ({
    [`image: "${image}",`]: `image: "${service}", command: ["${role}"],`,
  });
  const app = (image: string) => ({ [image]: service });
  return {
    shop: {
      ...app("ghcr.io/example/shop:1.4.2"),
      "quay.io/oauth2-proxy/oauth2-proxy:v7.15.6": sso,
      "https://id.example.com/realms/main": `http://openid.dev.${project}:8080`,
    },
    wiki: {
      ...app("ghcr.io/example/wiki:2.1.0"),
      'image: "authelia/authelia:4.39",': `image: "${service}", command: ["authelia"],
        environment: { PORTAL: "https://auth.example.com" },`,
    },
    photos: {
      ...app("ghcr.io/example/photos:3.0.1"),
      'command: ["server"],':
        'command: ["authentik"], environment: { PORTAL: "https://authentik.example.com" },',
      "ghcr.io/goauthentik/server:2026.2": service,
    },
    notes: {
      ...app("ghcr.io/example/notes:0.9.0"),
      ...named("ghcr.io/tinyauthapp/tinyauth:v5", "tinyauth"),
    },
  };
}

beforeAll(async () => {
  project = await createProgram();
  const { id, network, labelPrefix, httpPort, httpsPort } = project;
  const { v1: service } = await serviceImage();
  const all = changes(service, await oauth2ProxyImage(), `gatehouse-${id}`);
  const programs = recipes();
  for (const [name, changed] of Object.entries(all)) {
    project.write(`${name}.cjs`, adapted(programs[name] ?? "", changed));
  }
  project.write("authelia.yml", "server: {}\n");
  project.configure({ "sso:clientSecret": "client-secret", "sso:users": "bob:hash" });
  const proxy = { image: { reference: project.images.caddy }, labelPrefix, httpPort, httpsPort };
  const environment = {
    ISSUER: `http://openid.dev.gatehouse-${id}:8080`,
    PORTAL: "https://id.example.com",
    CLIENT_SECRET: "client-secret",
  };
  project.program(
    `const { CaddyProxy, ProxiedService, ProxyNetwork } = gatehouse;
     const network = new ProxyNetwork("net", { networkName: "${network}" });
     const entry = new CaddyProxy("caddy", { network, ...${JSON.stringify(proxy)} });
     new ProxiedService("openid", {
       entry, image: "${service}", command: ["openid"], port: 8080, hosts: ["id.example.com"],
       environment: ${JSON.stringify(environment)},
     });
     const made = ${JSON.stringify(Object.keys(all))}.map((name) => require("./" + name + ".cjs").ownServices(entry));
     return { authelia: made[1][0].containerNames[0] };`,
  );
  const { code, output } = await project.up();
  if (code !== 0) throw new Error(output);
});

afterAll(() => project.remove());

/** What the service was sent. */
const sentTo = ({ body }: Page | { body: string }) =>
  JSON.parse(body) as { uri: string; headers: Record<string, string[]> };

const PAGE = "/headers?page=2&sort=name";

const asked = (host: string, path: string, headers: Record<string, string> = {}) =>
  visit({ port: project.httpsPort, host, path, headers });

/** How each auth service logs in, names the user, and logs out. */
const SERVICES = [
  {
    name: "oauth2-proxy",
    rejection: 401,
    host: "shop.example.com",
    login:
      /^302 https:\/\/shop\.example\.com\/oauth2\/sign_in\?rd=%2Fheaders%3Fpage%3D2%26sort%3Dname$/m,
    identity: {
      "X-Auth-Request-User": ["bob"],
      "X-Auth-Request-Email": ["bob@example.com"],
      "X-Auth-Request-Groups": ["admins,dev"],
    },
    logout: "https://shop.example.com/oauth2/sign_out?rd=%2Fhealth",
  },
  {
    name: "Authelia's protocol",
    rejection: 401,
    host: "wiki.example.com",
    login: /^302 https:\/\/auth\.example\.com\/\?rd=https/m,
    identity: {
      "Remote-User": ["bob"],
      "Remote-Groups": ["admins,dev"],
      "Remote-Name": ["The bob"],
      "Remote-Email": ["bob@example.com"],
    },
    logout: "https://auth.example.com/logout",
  },
  {
    name: "authentik's protocol",
    rejection: 302,
    host: "photos.example.com",
    login: /^302 https:\/\/photos\.example\.com\/outpost\.goauthentik\.io\/callback/m,
    identity: {
      "X-Authentik-Username": ["bob"],
      "X-Authentik-Groups": ["admins|dev"],
      "X-Authentik-Email": ["bob@example.com"],
      "X-Authentik-Name": ["The bob"],
      "X-Authentik-Uid": ["uid of bob"],
    },
    logout: "https://photos.example.com/outpost.goauthentik.io/sign_out",
  },
  {
    name: "tinyauth's protocol",
    rejection: 401,
    host: "notes.example.com",
    login: /^302 https:\/\/tinyauth\.example\.com\/login\?redirect_uri=https/m,
    identity: {
      "Remote-User": ["bob"],
      "Remote-Name": ["The bob"],
      "Remote-Email": ["bob@example.com"],
      "Remote-Groups": ["admins,dev"],
    },
    logout: "https://tinyauth.example.com/logout",
  },
];

describe.each(SERVICES)("$name", ({ host, rejection, login, identity, logout }) => {
  const page = `https://${host}${PAGE}`;
  const forged = Object.fromEntries(Object.keys(identity).map((name) => [name, "root"]));

  test("keeps others out, also with forged headers and from a websocket", async () => {
    const [plain, socket] = await Promise.all([
      asked(host, "/headers", forged),
      openSocket({ port: project.httpsPort, host }).catch((error: Error) => error.message),
    ]);
    expect(plain.status).toBe(rejection);
    expect(socket).toContain(`HTTP/1.1 ${rejection}`);
  });

  test("logs in, returns to the page that was asked for, and names the user to the service", async () => {
    const browser = new Browser(project.httpsPort);
    const first = await browser.open(page);
    expect(first.way.join("\n")).toMatch(login);
    expect([first.url, first.status]).toEqual([page, 200]);
    expect(sentTo(first).uri).toBe(PAGE);
    expect(sentTo(first).headers).toMatchObject(identity);

    const names = Object.keys(identity);
    const lower = Object.fromEntries(names.map((name) => [name.toLowerCase(), "root"]));
    const connection = { Connection: `close, ${names.join(", ")}` };
    const lying = await browser.open(page, { ...lower, ...connection });
    expect(sentTo(lying).headers).toMatchObject(identity);

    const socket = await openSocket(
      { port: project.httpsPort, host },
      browser.cookieHeader(new URL(page)),
    );
    expect(await socket.echo("hello")).toBe("hello");
    socket.close();

    await browser.open(logout);
    const after = await browser.open(page);
    expect(after.way[0]).toMatch(/^30[27] /);
  });
});

test("a header that the auth service leaves out is not the client's", async () => {
  const browser = new Browser(project.httpsPort);
  await browser.open("https://auth.example.com/?user=guest&rd=https%3A%2F%2Fwiki.example.com%2F");
  const { headers } = sentTo(
    await browser.open("https://wiki.example.com/headers", { "Remote-Groups": "admins" }),
  );

  expect(headers["Remote-User"]).toEqual(["guest"]);
  expect(headers).not.toHaveProperty("Remote-Groups");
});

test("a route without the authentication gets no identity from a client, in any spelling", async () => {
  const names = ["X-Auth-Request-User", "x-auth-request-EMAIL", "X_Auth_Request_Groups"];
  const forged = Object.fromEntries(
    [...names, "X.Auth.Request.User"].map((name) => [name, "root"]),
  );
  const open = await asked("shop.example.com", "/health", { ...forged, Authorization: "own" });
  const { headers } = sentTo(open);

  expect(Object.keys(headers).filter((name) => /^x.auth/i.test(name))).toEqual([]);
  expect(headers.Authorization).toEqual(["own"]);
});

test("no spelling of a path leads past the authentication", async () => {
  const paths = ["/health/../headers", "/health%2f..%2fheaders", "/oauth2/../headers", "//headers"];
  const answers = await Promise.all(paths.map((path) => asked("shop.example.com", path)));

  expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 401));
});

test("the auth service judges the request, not what the client says of it", async () => {
  const { status, headers } = await asked("wiki.example.com", "/headers", {
    Accept: "text/html",
    Connection: "close, X-Forwarded-Uri, X-Forwarded-Method",
    "X-Forwarded-Uri": "/public",
    "X-Forwarded-Method": "OPTIONS",
    "X-Forwarded-Host": "open.example.com",
    "X-Forwarded-Proto": "http",
  });

  expect(status).toBe(302);
  expect(headers.location).toBe(
    "https://auth.example.com/?rd=https%3A%2F%2Fwiki.example.com%2Fheaders&rm=GET",
  );
});

test("the next preview shows no change", async () => {
  expect((await project.previewNoChanges()).code).toBe(0);
});

test("nobody passes while the auth service is down", async () => {
  const { output } = await project.ownPulumi(["stack", "output", "authelia"]);
  const session = { Cookie: "authelia_session=bob" };
  const before = await asked("wiki.example.com", "/headers", session);
  await docker("kill", output.trim());
  const after = await asked("wiki.example.com", "/headers", session);

  expect([before.status, after.status]).toEqual([200, 502]);
});
