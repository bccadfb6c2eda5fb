import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type DockerHostArgs, dockerProvider } from "../../components";
import { engineUrlProblem } from "../../components/docker/host/engine";
import { resolveTypedHost } from "../../components/provider/resolve";
import { resolveStackHost } from "../../program/docker-host";

const ADDRESS =
  'must be the address of a Docker engine, such as "unix:///var/run/docker.sock", ' +
  '"npipe:////./pipe/docker_engine", "tcp://host:2376" or "ssh://user@host"';

describe("the address of an engine", () => {
  test.each([
    ["unix:///var/run/docker.sock", "linux"],
    ["unix:///Users/me/.docker/run/docker.sock", "darwin"],
    ["npipe:////./pipe/docker_engine", "win32"],
    ["tcp://10.0.0.1:2376", "win32"],
    ["tcp://[::1]:2376", "linux"],
    ["ssh://me@build_server", "linux"],
    ["ssh://build:2222/", "win32"],
  ] as const)("may be %s on %s", (url, platform) => {
    expect(engineUrlProblem(url, platform)).toBeUndefined();
  });

  test.each([
    [
      "unix:///var/run/docker.sock",
      "win32",
      'is a socket, which Windows lacks: write a pipe, "npipe:////./pipe/docker_engine"',
    ],
    [
      "npipe:////./pipe/docker_engine",
      "linux",
      'is a Windows pipe, which this machine lacks: write a socket, "unix:///var/run/docker.sock"',
    ],
    [
      "npipe://./pipe/docker_engine",
      "win32",
      'must be written as "npipe:////./pipe/docker_engine"',
    ],
    [
      "unix://var/run/docker.sock",
      "linux",
      'must have three slashes and a path, such as "unix:///var/run/docker.sock"',
    ],
    [
      "https://box:2376",
      "linux",
      'must start with tcp://, which has TLS with certificates: "tcp://box:2376"',
    ],
    ["ssh://me:pass@box", "linux", "must have no password in it."],
    ["ssh://box/run/docker.sock", "linux", 'must end after the port, without "/run/docker.sock"'],
    ["tcp://me@box:2376", "linux", "must have no user: tcp supports none"],
    ["ssh://-oProxyCommand=x", "linux", ADDRESS],
    ["box:2376", "linux", ADDRESS],
  ] as const)("is not %s on %s", (url, platform, problem) => {
    expect(engineUrlProblem(url, platform)).toBe(problem);
  });
});

describe("a typed host", () => {
  const around = { environment: {}, platform: "linux", home: "/nobody" } as const;
  const host = (args: DockerHostArgs) => resolveTypedHost("Docker provider", args, "", around).host;
  let dir: string;

  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), "typed-host-"));
    for (const file of ["ca.pem", "cert.pem", "key.pem", "id key", "known"]) {
      writeFileSync(join(dir, file), "");
    }
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  test("of tcp has the folder of its certificates", () => {
    expect(host({ url: "tcp://box:2376", certificates: { directory: dir } })).toEqual({
      url: "tcp://box:2376",
      certPath: dir,
    });
  });

  test("of ssh has the arguments of the ssh command", () => {
    const ssh = {
      identityFile: join(dir, "id key"),
      knownHostsFile: join(dir, "known"),
      port: 2222,
      options: { ProxyJump: "bastion", ControlPath: "~/.ssh/%C" },
    };

    expect(host({ url: "ssh://me@box", ssh })).toEqual({
      url: "ssh://me@box:2222",
      sshOpts: [
        ...["-i", join(dir, "id key"), "-o", "IdentitiesOnly=yes"],
        ...["-o", `UserKnownHostsFile=${join(dir, "known")}`, "-o", "StrictHostKeyChecking=yes"],
        ...["-o", "ProxyJump=bastion", "-o", "ControlPath=~/.ssh/%C"],
      ],
    });
  });

  test("without ssh options leaves everything to the user's own ssh", () => {
    expect(host({ url: "ssh://box" })).toEqual({ url: "ssh://box" });
  });

  test("is refused with every mistake", () => {
    const wrong = {
      url: "http://box",
      context: "a b",
      certificates: { directory: "C:\\certs" },
      ssh: { port: 0, options: { BatchMode: "no", "-v": "x", User: "a\nb" } },
      sssh: {},
    } as DockerHostArgs;

    expect(() => host(wrong)).toThrow(
      [
        "Docker provider: 8 problems",
        '  - url must start with tcp://, which has TLS with certificates: "tcp://box", got "http://box".',
        '  - context must be the name of a context of Docker\'s client, as in "docker context ls", got "a b".',
        '  - certificates.directory is a path of Windows\' form, and this machine, which runs Pulumi and reads it, is none, got "C:\\\\certs".',
        "  - ssh.port must be an integer from 1 to 65535, got 0.",
        '  - ssh.options.BatchMode is an option of ssh that the connection itself decides, got "no".',
        '  - ssh.options.-v must be an object of ssh options, such as { ProxyJump: "bastion" }, got "x".',
        '  - ssh.options.User must be one line, as it stands in a configuration of ssh, got "a\\nb".',
        "  - sssh is not a setting of a Docker host. Did you mean ssh? Known: certificates, context, ssh, url.",
      ].join("\n"),
    );
  });

  test("is refused for arguments that contradict each other", () => {
    const certificates = { directory: dir };
    expect(() => host({ url: "ssh://box", context: "far", certificates })).toThrow(
      "Docker provider: 2 problems\n" +
        '  - context and url both name the Docker host; write one of the two, got "far".\n' +
        `  - certificates is for a url that starts with tcp://, got {"directory":${JSON.stringify(dir)}}.`,
    );
    expect(() => host({ ssh: { port: 22 } })).toThrow(
      "Docker provider: ssh is for a host on ssh://, and this one is unix:///var/run/docker.sock.",
    );
  });

  test("is refused for missing files", () => {
    expect(() => host({ url: "tcp://box:2376", certificates: { directory: "none" } })).toThrow(
      'Docker provider: certificates.directory has no ca.pem, cert.pem, key.pem, got "none".',
    );
    const ssh = { identityFile: "~/none", knownHostsFile: "none" };
    expect(() => host({ url: "ssh://box", ssh })).toThrow(
      "Docker provider: 2 problems\n" +
        '  - ssh.identityFile is not there, got "~/none".\n' +
        '  - ssh.knownHostsFile is not there, got "none".',
    );
  });

  test("is refused when DOCKER_CONTEXT leads the Docker provider elsewhere", () => {
    expect(() =>
      resolveTypedHost("x", { url: "ssh://box" }, "", {
        ...around,
        environment: { DOCKER_CONTEXT: "far" },
      }),
    ).toThrow('x: there is no Docker context "far"');
  });

  test.each([
    [{}, "In its place, set DOCKER_HOST to unix:///var/run/docker.sock."],
    [{ DOCKER_HOST: "tcp://box:2375" }, "DOCKER_HOST takes precedence anyway."],
  ])("is refused when DOCKER_CONTEXT is default, with %j", (others, instead) => {
    const environment = { DOCKER_CONTEXT: "default", ...others };

    for (const args of [{}, { url: "ssh://box" }]) {
      expect(() => resolveTypedHost("x", args, "", { ...around, environment })).toThrow(
        'x: DOCKER_CONTEXT is "default", which the official Docker provider can\'t use: it looks for the ' +
          `files of that context, and there are none. Unset DOCKER_CONTEXT. ${instead}`,
      );
    }
  });
});

describe("a provider of a typed host", () => {
  test("has its host as a property, for the program's own requests", async () => {
    const provider = dockerProvider("edge", { url: "ssh://me@box", ssh: { port: 2222 } });

    expect(provider.dockerHost).toEqual({ url: "ssh://me@box:2222" });
    expect(pulumi.ProviderResource.isInstance(provider)).toBe(true);
  });

  test("is named in its errors", () => {
    expect(() => dockerProvider("edge", { url: "box" })).toThrow(
      `Docker provider "edge": url ${ADDRESS}, got "box".`,
    );
  });
});

describe("the host of a stack", () => {
  beforeEach(() => pulumi.runtime.setAllConfig({}));

  test("is the typed one, which the Docker provider needs as an argument", () => {
    const { host, explicit } = resolveStackHost({ url: "ssh://box" });

    expect([host, explicit]).toEqual([{ url: "ssh://box" }, true]);
  });

  test("is docker:host as before, which the Docker provider reads itself", () => {
    pulumi.runtime.setAllConfig({ "docker:host": "tcp://box:2376", "docker:certPath": "/certs" });
    const { host, explicit } = resolveStackHost(undefined);

    expect([host, explicit]).toEqual([{ url: "tcp://box:2376", certPath: "/certs" }, false]);
  });

  test("is refused when two settings differ", () => {
    pulumi.runtime.setAllConfig({ "docker:host": "tcp://other:2376", "docker:certPath": "/certs" });

    expect(() => resolveStackHost({ url: "ssh://box" })).toThrow(
      `Pulumi.${pulumi.getStack()}.yaml: 2 problems\n` +
        '  - docker:host and gatehouse:host say it differently, "tcp://other:2376" and "ssh://box". Remove docker:host.\n' +
        '  - docker:certPath and gatehouse:host say it differently, "/certs" and "nothing". Remove docker:certPath.',
    );
  });

  test("may have two settings that agree", () => {
    pulumi.runtime.setAllConfig({ "docker:host": "ssh://box" });

    expect(resolveStackHost({ url: "ssh://box" }).host).toEqual({ url: "ssh://box" });
  });
});
