import { describe, expect, test } from "vitest";
import { onClient, onHost } from "../../components";
import { foreignPaths } from "../../components/docker/host/examine";
import { clientPathProblem, hostPathProblem } from "../../components/schema/path-problems";

const ABSOLUTE =
  'must be an absolute path on the Docker host, such as "/srv/caddy" or "C:\\\\caddy"';

describe("a path on the Docker host", () => {
  test.each(["/srv/caddy", "C:\\caddy", "d:/caddy"])("is %s", (path) => {
    expect(onHost(path)).toBe(path);
  });

  test.each([
    ["certs", ABSOLUTE],
    ["//server/share", ABSOLUTE],
    ["./certs", `is a path of the client's form; it ${ABSOLUTE}`],
    ["..\\certs", `is a path of the client's form; it ${ABSOLUTE}`],
    ["~/certs", `is a path of the client's form; it ${ABSOLUTE}`],
    ["unix:///var/run/docker.sock", `is an address; ${ABSOLUTE}`],
  ])("is not %s", (path, problem) => {
    expect(hostPathProblem(path)).toBe(problem);
    expect(() => onHost(path)).toThrow(`HostPath: ${problem}, got ${JSON.stringify(path)}.`);
  });

  const linux = { OSType: "linux", OperatingSystem: "Debian GNU/Linux 12 (bookworm)" };
  const windows = { OSType: "windows", OperatingSystem: "Windows Server 2022" };

  test("has the form of that host's system", () => {
    expect(foreignPaths({ a: "C:\\caddy", b: "/srv" }, linux)).toEqual([
      'a is a Windows path, but the Docker host runs Linux: write a Linux path, "/…", got "C:\\\\caddy".',
    ]);
    expect(foreignPaths({ a: "C:\\caddy", b: "/srv" }, windows)).toEqual([
      'b is a Linux path, but the Docker host runs Windows: write a Windows path, "C:\\…", got "/srv".',
    ]);
  });

  test("has either form with Docker Desktop, which shares the machine's own paths", () => {
    const desktop = { OSType: "linux", OperatingSystem: "Docker Desktop" };

    expect(foreignPaths({ a: "C:\\caddy", b: "/srv" }, desktop)).toEqual([]);
  });
});

describe("a path on the machine that runs Pulumi", () => {
  test.each([
    ["certificates", "linux"],
    ["/home/me/.ssh/id", "darwin"],
    ["C:\\Users\\me\\certs", "win32"],
    ["certs/prod", "win32"],
  ] as const)("is %s on %s", (path, platform) => {
    expect(onClient(path, platform)).toBe(path);
  });

  test.each(["C:\\Users\\me\\certs", "certs\\prod"])("is not %s on Linux", (path) => {
    expect(clientPathProblem(path, "linux")).toBe(
      "is a path of Windows' form, and this machine, which runs Pulumi and reads it, is none",
    );
  });

  test.each(["", "ssh://host/key"])("is not %j", (path) => {
    const problem = 'must be a path on the machine that runs Pulumi, such as "certificates"';
    expect(() => onClient(path)).toThrow(`ClientPath: ${problem}, got ${JSON.stringify(path)}.`);
  });
});

test("the two kinds of path have different types", () => {
  // @ts-expect-error A path on the client, where the type requires one on the Docker host.
  const mixed: ReturnType<typeof onHost> = onClient("/srv/caddy");

  expect(mixed).toBe("/srv/caddy");
});
