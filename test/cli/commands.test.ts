import { describe, expect, it } from "vitest";
import { images } from "../../components/declare/images";
import { commands } from "../support/commands";

const { run: command } = commands();

describe("npm run experiment exits with 4 and sends no request for", () => {
  const how = "See its options: npm run experiment -- --help";

  it.each([
    [[], `npm run experiment: Which one? Give a file or a name.\n${how}`],
    [["resets", "--sed", "1"], `npm run experiment: Unknown option '--sed'.\n${how}`],
    [
      ["resets", "--seed", "4294967296"],
      `npm run experiment: --seed must be an integer from 0 to 4294967295, got "4294967296".\n${how}`,
    ],
    [["none.yaml"], "none.yaml: there is no such file."],
    [
      ["resets", "--stack", "t1"],
      'There is no stack "t1" here.\nDeploy it first: npm run quickstart -- --stack t1',
    ],
  ])("%j", (args, message) => {
    expect(command("experiment", ...args)).toEqual({
      status: 4,
      stdout: "",
      stderr: `\n${message}\n`,
    });
  });
});

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

describe("npm run backup and npm run restore change nothing for", () => {
  const how = (name: string) => `See its options: npm run ${name} -- --help`;
  const needed = (name: string) => `npm run ${name}: --file is needed: the file of the backup.`;

  it.each([
    ["backup", [], `${needed("backup")}\n${how("backup")}`],
    [
      "backup",
      ["--file", "package.json"],
      "package.json already exists.\nChoose another file, or overwrite it with --force.",
    ],
    [
      "backup",
      ["--file", "none/caddy.tar"],
      "There is no folder none.\nCreate it, or choose another place with --file.",
    ],
    [
      "backup",
      ["--file", "none.tar", "--stack", "t1"],
      'There is no stack "t1" here.\nDeploy it first: npm run quickstart -- --stack t1',
    ],
    ["restore", ["--from", "shop/prod"], `${needed("restore")}\n${how("restore")}`],
    [
      "restore",
      ["--file", "none.tar"],
      "There is no file none.tar.\nGive one that npm run backup has written, with --file.",
    ],
    [
      "restore",
      ["--file", "package.json"],
      "package.json: it is not a backup that can be restored: it is no tar archive (Invalid tar header. Maybe the tar is corrupted or it needs to be gunzipped?). Give a file that `npm run backup` has written.",
    ],
  ])("%s %j", (name, args, message) => {
    expect(command(name, ...args)).toEqual({ status: 1, stdout: "", stderr: `\n${message}\n` });
  });
});
