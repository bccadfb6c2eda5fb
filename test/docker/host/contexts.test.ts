import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { resolveWithSource } from "../../../components/docker/host/host";

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "docker-home-"));
});

afterEach(() => rmSync(home, { recursive: true }));

const id = (name: string) => createHash("sha256").update(name).digest("hex");
const meta = (name: string) => join(home, ".docker/contexts/meta", id(name));

/** Makes a context as Docker's client keeps it. */
function context(name: string, endpoint: object, files: readonly string[] = []): void {
  mkdirSync(meta(name), { recursive: true });
  const text = JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker: endpoint } });
  writeFileSync(join(meta(name), "meta.json"), text);
  if (files.length === 0) return;
  const tls = join(home, ".docker/contexts/tls", id(name), "docker");
  mkdirSync(tls, { recursive: true });
  for (const file of files) writeFileSync(join(tls, file), "");
}

function use(text: string): void {
  mkdirSync(join(home, ".docker"), { recursive: true });
  writeFileSync(join(home, ".docker/config.json"), text);
}

const choose = (environment: Record<string, string> = {}, configured = {}) =>
  resolveWithSource(configured, { environment, platform: "linux", home });

describe("the Docker host", () => {
  beforeEach(() => {
    context("near", { Host: "tcp://near:2375" });
    context("far", { Host: "ssh://far" });
    use('{"currentContext":"near"}');
  });

  test.each([
    [{ host: "tcp://set:1" }, { DOCKER_HOST: "tcp://env:1" }, "tcp://set:1", "configuration"],
    [{ context: "far" }, { DOCKER_HOST: "tcp://env:1" }, "ssh://far", "configuration"],
    [{}, { DOCKER_HOST: "tcp://env:1", DOCKER_CONTEXT: "far" }, "tcp://env:1", "DOCKER_HOST"],
    [{}, { DOCKER_CONTEXT: "far" }, "ssh://far", "DOCKER_CONTEXT"],
    [{}, { DOCKER_HOST: "", DOCKER_CONTEXT: "" }, "tcp://near:2375", "docker context use"],
    [{}, { DOCKER_CONTEXT: "default" }, "unix:///var/run/docker.sock", "DOCKER_CONTEXT"],
    [{}, { DOCKER_CONFIG: "/none" }, "unix:///var/run/docker.sock", "the platform's socket"],
  ])("with %j and %j is %s, from %s", (configured, environment, url, source) => {
    const chosen = choose(environment, configured);

    expect([chosen.host.url, chosen.source]).toEqual([url, source]);
  });

  test("has a context's certificates instead of those in DOCKER_CERT_PATH", () => {
    const files = ["ca.pem", "cert.pem", "key.pem"];
    context("tls", { Host: "tcp://tls:2376", SkipTLSVerify: false }, files);
    const environment = { DOCKER_CERT_PATH: "/env" };

    expect(choose({ ...environment, DOCKER_CONTEXT: "tls" }).host).toEqual({
      url: "tcp://tls:2376",
      certPath: join(home, ".docker/contexts/tls", id("tls"), "docker"),
    });
    expect(choose({ ...environment, DOCKER_CONTEXT: "near" }).host).toEqual({
      url: "tcp://near:2375",
    });
  });

  test("takes ssh options from DOCKER_SSH_OPTS, as the Docker provider does", () => {
    const environment = { DOCKER_SSH_OPTS: "-o  ControlMaster=auto", DOCKER_CONTEXT: "far" };

    expect(choose(environment).host).toEqual({
      url: "ssh://far",
      sshOpts: ["-o", "ControlMaster=auto"],
    });
    expect(choose({ ...environment, DOCKER_CONTEXT: "near" }).host.sshOpts).toBeUndefined();
  });

  test("of a missing context is refused with the known ones", () => {
    expect(() => choose({ DOCKER_CONTEXT: "nowhere" })).toThrow(
      `there is no Docker context "nowhere" in ${join(home, ".docker/contexts/meta")}. ` +
        "Known: default, far, near. Make it with docker context create.",
    );
  });

  test("of a broken context is refused with one message", () => {
    const file = join(meta("far"), "meta.json");
    writeFileSync(file, "{");
    expect(() => choose({ DOCKER_CONTEXT: "far" })).toThrow(
      `Docker context "far" can't be read, ${file}: `,
    );

    context("empty", {});
    expect(() => choose({ DOCKER_CONTEXT: "empty" })).toThrow(
      `Docker context "empty" names no Docker host: ${join(meta("empty"), "meta.json")}`,
    );

    context("blind", { Host: "tcp://blind:2376", SkipTLSVerify: true });
    expect(() => choose({ DOCKER_CONTEXT: "blind" })).toThrow(
      'Docker context "blind" does not verify its host (skip-tls-verify). Give it the ' +
        "certificate of the host's CA: docker context update",
    );

    context("half", { Host: "tcp://half:2376" }, ["ca.pem"]);
    expect(() => choose({ DOCKER_CONTEXT: "half" })).toThrow(
      `Docker context "half" has TLS without cert.pem and key.pem in ` +
        `${join(home, ".docker/contexts/tls", id("half"), "docker")}. Give it ca, cert and key: docker context update`,
    );

    use("no json");
    expect(() => choose()).toThrow(
      `the configuration of Docker's client can't be read, ${join(home, ".docker/config.json")}: `,
    );
  });
});
