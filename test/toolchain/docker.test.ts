import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { mayInstall } from "../../toolchain/lib/apt.mjs";
import { sshWith } from "../../toolchain/lib/docker.mjs";
import { advice } from "../../toolchain/lib/docker-engine.mjs";
import { dockerHost, dockerMachine, platformSocket } from "../../toolchain/lib/docker-host.mjs";
import { listening } from "../../toolchain/lib/entry.mjs";
import { ownLocalDir } from "../support/local-dir";

const dir = ownLocalDir();
const debian = 'PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\n';
const mint = 'ID=linuxmint\nID_LIKE="ubuntu debian"\n';
const fedora = "ID=fedora\n";

describe("The address of the Docker engine", () => {
  /** As on a machine without a configuration of Docker's client. */
  const nothing = { DOCKER_CONFIG: "/nowhere" };
  const written = (yaml: string) => {
    const file = path.join(dir(), "Pulumi.dev.yaml");
    writeFileSync(file, yaml);
    return file;
  };

  it("is read from the stack's file in any of YAML's ways to write it", () => {
    const host = (yaml: string) => dockerHost("dev", written(yaml), nothing).address;

    expect(host("config:\n  docker:host: ssh://me@box # there\n")).toBe("ssh://me@box");
    expect(host('config:\n  "docker:host": "tcp://box:2375"\n')).toBe("tcp://box:2375");
    expect(host("config:\n  gatehouse:host: { url: ssh://me@box }\n")).toBe("ssh://me@box");
    expect(host("config:\n  # docker:host: ssh://me@box\n")).toBe(platformSocket());
  });

  it("is the stack's, then DOCKER_HOST, then the platform's socket", () => {
    const none = path.join(dir(), "none");
    const env = { ...nothing, DOCKER_HOST: "tcp://env:2375" };
    expect(dockerHost("dev", none, nothing)).toEqual({
      address: platformSocket(),
      from: "the platform's socket",
      configured: false,
    });
    expect(dockerHost("dev", none, env)).toEqual({
      address: "tcp://env:2375",
      from: "DOCKER_HOST",
      configured: true,
    });
    expect(dockerHost("dev", written("config:\n  docker:host: ssh://file\n"), env)).toEqual({
      address: "ssh://file",
      from: "docker:host in Pulumi.dev.yaml",
      configured: true,
    });
  });

  it("comes with the client certificates and the ssh options", () => {
    const tls = "config:\n  docker:host: tcp://box:2376\n  docker:certPath: /certs\n";
    const ssh =
      "config: { gatehouse:host: { url: ssh://box, ssh: { port: 2222, identityFile: k } } }";
    const env = { ...nothing, DOCKER_CERT_PATH: "/env" };

    expect(dockerHost("dev", written(tls), env).certPath).toBe("/certs");
    expect(dockerHost("dev", path.join(dir(), "none"), env).certPath).toBe("/env");
    expect(dockerHost("dev", written(ssh), nothing)).toEqual({
      address: "ssh://box:2222",
      from: "gatehouse:host in Pulumi.dev.yaml",
      configured: true,
      sshOpts: ["-i", "k", "-o", "IdentitiesOnly=yes"],
    });
  });

  it("does not come from a missing context", () => {
    const env = { ...nothing, DOCKER_CONTEXT: "far" };
    expect(() => dockerHost("dev", path.join(dir(), "none"), env)).toThrow(
      'The Docker host of stack "dev" can\'t be determined: there is no Docker context "far" in ' +
        `${path.join("/nowhere", "contexts", "meta")}. Known: default. Make it with docker context create.`,
    );
  });

  it("of the platform is a pipe on Windows and a socket elsewhere", () => {
    expect(platformSocket("win32")).toBe("npipe:////./pipe/docker_engine");
    expect(platformSocket("darwin")).toBe("unix:///var/run/docker.sock");
  });

  it("determines the machine with its ports", () => {
    expect(dockerMachine("ssh://me@box:22")).toBe("box");
    expect(dockerMachine("tcp://10.0.0.1:2375")).toBe("10.0.0.1");
    expect(dockerMachine("unix:///var/run/docker.sock")).toBe("127.0.0.1");
    expect(dockerMachine("npipe:////./pipe/docker_engine")).toBe("127.0.0.1");
  });
});

describe("Where the proxy listens", () => {
  const published = "80/tcp -> 127.0.0.1:80\n443/tcp -> 127.0.0.1:443\n443/udp -> 127.0.0.1:443\n";

  it("is the address on which Docker publishes the URL's port", () => {
    expect(listening(published, "https://a.localhost", "unix:///x")).toEqual({
      address: "127.0.0.1",
      port: 443,
    });
    expect(listening("8443/tcp -> [::1]:8443\n", "https://a.localhost:8443", "")).toEqual({
      address: "::1",
      port: 8443,
    });
  });

  it("is port 80 for plain HTTP", () => {
    expect(listening(published, "http://a.localhost", "unix:///x")).toEqual({
      address: "127.0.0.1",
      port: 80,
    });
  });

  it("is the Docker host where that is any address", () => {
    const anywhere = "443/tcp -> 0.0.0.0:443\n443/tcp -> [::]:443\n";
    expect(listening(anywhere, "https://a.example.com", "ssh://me@box")).toEqual({
      address: "box",
      port: 443,
    });
  });
});

it("installs an engine on Debian and its derivatives, only as root", () => {
  expect(mayInstall(debian, 0)).toBe(true);
  expect(mayInstall(mint, 0)).toBe(true);
  expect(mayInstall(fedora, 0)).toBe(false);
  expect(mayInstall("", 0)).toBe(false);
  expect(mayInstall(debian, 1000)).toBe(false);
});

describe("The advice when no engine answers", () => {
  const host = { address: "unix:///var/run/docker.sock", from: "", configured: false };
  const facts = { host, reason: "", noCommand: false, osRelease: debian };

  it("is to check a configured address", () => {
    const configured = { address: "tcp://x", from: "DOCKER_HOST", configured: true };
    expect(advice({ ...facts, host: configured })).toEqual([
      "Start the engine there, or correct DOCKER_HOST.",
    ]);
  });

  it("is to install or to start one on Linux", () => {
    expect(advice({ ...facts, platform: "linux" })).toEqual([
      "Start it: sudo systemctl start docker",
      "Or install it: sudo apt-get install docker.io",
    ]);
    expect(advice({ ...facts, osRelease: fedora, platform: "linux" })).toEqual([
      "Start it: sudo systemctl start docker",
      "Or install it: https://docs.docker.com/engine/install/",
    ]);
  });

  it("is to join the group if the user has no permission", () => {
    const reason = "permission denied while trying to connect to the Docker daemon socket";
    expect(advice({ ...facts, reason, platform: "linux" })).toEqual([
      "Join the group that may use it: sudo usermod -aG docker $USER, then log in again.",
    ]);
  });

  it("is Docker Desktop elsewhere", () => {
    expect(advice({ ...facts, platform: "darwin" })).toEqual([
      "Start Docker Desktop, or install it: https://docs.docker.com/get-started/get-docker/",
    ]);
  });
});

describe("The ssh of a docker command", () => {
  const options = ["-i", "a key", "-o", "ProxyJump=it's"];

  it("has the options of the stack's host", () => {
    const folder = sshWith(["-V", "it's"]);
    expect(readFileSync(path.join(folder, "ssh"), "utf8")).toMatch(
      /^#!\/bin\/sh\nexec '.*ssh' '-V' 'it'\\''s' "\$@"\n$/,
    );
  });

  it("is a batch file on Windows", () => {
    const folder = sshWith(options, "win32");
    expect(readFileSync(path.join(folder, "ssh.cmd"), "utf8")).toBe(
      '@"ssh.exe" "-i" "a key" "-o" "ProxyJump=it\'s" %*\r\n',
    );
  });
});
