import { describe, expect, test } from "vitest";
import { connect } from "../../../components/docker/host/client";
import { isLocal } from "../../../components/docker/host/engine";
import { resolveDockerHost } from "../../../components/docker/host/host";

const home = "/nobody";
const linux = { platform: "linux", environment: {}, home } as const;

describe("the Docker host", () => {
  test.each([
    [{ host: "ssh://me@build" }, { DOCKER_HOST: "tcp://other:2375" }, "linux", "ssh://me@build"],
    [{}, { DOCKER_HOST: "tcp://other:2375" }, "linux", "tcp://other:2375"],
    [{}, { DOCKER_HOST: "" }, "linux", "unix:///var/run/docker.sock"],
    [{}, {}, "darwin", "unix:///var/run/docker.sock"],
    [{}, {}, "win32", "npipe:////./pipe/docker_engine"],
  ] as const)(
    "is %j, else %j, else the socket of %s: %s",
    (configured, environment, platform, url) => {
      expect(resolveDockerHost(configured, { environment, platform, home }).url).toBe(url);
    },
  );

  test("takes its certificates from the configuration, else from the environment", () => {
    const environment = { DOCKER_CERT_PATH: "/env" };

    expect(resolveDockerHost({ certPath: "/config" }, { ...linux, environment }).certPath).toBe(
      "/config",
    );
    expect(resolveDockerHost({}, { ...linux, environment }).certPath).toBe("/env");
    expect(resolveDockerHost({}, linux).certPath).toBeUndefined();
  });

  test.each([
    ["unix:///var/run/docker.sock", true],
    ["npipe:////./pipe/docker_engine", true],
    ["tcp://127.0.0.1:2375", false],
    ["ssh://me@build", false],
  ])("%s is on this machine: %s", (url, local) => {
    expect(isLocal({ url })).toBe(local);
  });

  test("must have an address with a scheme that Docker supports", () => {
    expect(() => connect({ url: "http://build" })).toThrow(
      "the address must start with unix://, npipe://, tcp:// or ssh://",
    );
  });
});
