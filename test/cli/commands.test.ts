import { describe, expect, it } from "vitest";
import { images } from "../../components/declare/images";
import { commands } from "../support/commands";

const { run: command } = commands();

describe("npm run images", () => {
  const mirror = "registry.example.com/mirror";

  it("lists each pinned image, and those given as arguments", () => {
    const { status, stdout } = command("images", "shop:1");
    expect(status).toBe(0);
    expect(stdout.trim().split("\n")).toEqual([
      `docker.io/${images.caddy}`,
      images.toxiproxy,
      `docker.io/${images.whoami}`,
      `docker.io/library/${images.go}`,
      "docker.io/library/shop:1",
    ]);
  });

  it("lists the names of their copies in a mirror", () => {
    const { stdout } = command("images", "--mirror", mirror);
    expect(stdout.split("\n")[1]).toBe(`${images.toxiproxy}\t${mirror}/${images.toxiproxy}`);
  });

  it("prints the commands that copy them there", () => {
    const { stdout } = command("images", "--mirror", mirror, "--copy", "shop:1");
    expect(stdout.trim().split("\n").at(-1)).toBe(
      "docker buildx imagetools create --prefer-index=false " +
        `--tag ${mirror}/docker.io/library/shop:1 docker.io/library/shop:1`,
    );
  });

  it.each([
    [["--copy"], "--copy needs --mirror."],
    [
      ["--mirror", "https://registry.example.com"],
      '--mirror must be a registry and a path on it, without "https://", such as "registry.example.com/mirror", got "https://registry.example.com".',
    ],
  ])("refuses %j", (args, problem) => {
    expect(command("images", ...args)).toEqual({
      status: 1,
      stdout: "",
      stderr: `\nnpm run images: ${problem}\nSee its options: npm run images -- --help\n`,
    });
  });
});
