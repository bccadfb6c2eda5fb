import { createHash } from "node:crypto";
import { existsSync, mkdirSync, realpathSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { namedStacks, selectedStack, stacksOf } from "../../toolchain/lib/stacks.mjs";
import {
  backendUrl,
  protectedThings,
  removalCommands,
  removeState,
  resourcesOf,
} from "../../toolchain/lib/state.mjs";
import { ownLocalDir } from "../support/local-dir";

const dir = ownLocalDir();

function select(content: object) {
  const id = createHash("sha1").update(realpathSync("Pulumi.yaml")).digest("hex");
  const workspaces = path.join(dir(), "home", "workspaces");
  mkdirSync(workspaces, { recursive: true });
  const file = path.join(workspaces, `gatehouse-${id}-workspace.json`);
  writeFileSync(file, JSON.stringify(content));
}

describe("The stack of a command", () => {
  it.each([
    [["up", "--stack", "a"], ["a"]],
    [["up", "--stack=a"], ["a"]],
    [["up", "-s", "a"], ["a"]],
    [["up", "-s=organization/gatehouse/a"], ["a"]],
    [["stack", "init", "a"], ["a"]],
    [["stack", "select", "--create", "a"], ["a"]],
    [["stack", "rm", "-s", "a"], ["a"]],
    [["stack", "output", "urls"], []],
    [["preview", "--diff"], []],
    [["up", "--stack", "../x/.."], []],
  ])("of %j is %j", (args, stacks) => {
    expect(namedStacks(args)).toEqual(stacks);
  });

  it("is the selected one of this backend if the command names none", () => {
    expect(selectedStack()).toBeUndefined();
    select({ stacks: { [backendUrl()]: "organization/gatehouse/t1", "file:///else": "x" } });
    expect(selectedStack()).toBe("t1");
    select({ stack: "organization/gatehouse/t2" });
    expect(stacksOf(["preview"], {})).toEqual(["t2"]);
    expect(stacksOf(["preview"], { PULUMI_STACK: "t3" })).toEqual(["t3"]);
    expect(stacksOf(["preview", "-s", "t4"], { PULUMI_STACK: "t3" })).toEqual(["t4"]);
  });
});

describe("The state of a stack", () => {
  const resources = [
    { type: "pulumi:pulumi:Stack" },
    { type: "docker:index/network:Network", id: "1", outputs: { name: "proxy_net" } },
    { type: "docker:index/network:Network", id: "2", external: true, outputs: { name: "found" } },
    { type: "docker:index/container:Container", id: "3", outputs: { name: "whoami" } },
    { type: "docker:index/container:Container", id: "4", outputs: { name: { secret: "x" } } },
    { type: "docker:index/volume:Volume", id: "data", outputs: { name: "data" } },
  ];

  function writeState(stack: string) {
    const root = path.join(dir(), "state", ".pulumi");
    const stacks = path.join(root, "stacks", "gatehouse");
    mkdirSync(path.join(root, "backups", "gatehouse", stack), { recursive: true });
    mkdirSync(stacks, { recursive: true });
    const text = JSON.stringify({ version: 3, checkpoint: { latest: { resources } } });
    for (const end of [".json", ".json.bak"]) writeFileSync(path.join(stacks, stack + end), text);
    return root;
  }

  it("lists the commands that remove what it created, and not what it adopted", () => {
    writeState("dev");
    expect(removalCommands(resourcesOf("dev"))).toEqual([
      "docker rm --force whoami 4",
      "docker network rm proxy_net",
      "docker volume rm data",
    ]);
    expect(removalCommands(resourcesOf("other"))).toEqual([]);
  });

  it("lists the protected resources", () => {
    const isProtected = resources.map((resource) => ({ ...resource, protect: true }));

    expect(protectedThings(resources)).toEqual([]);
    expect(protectedThings(isProtected.slice(1, 2))).toEqual(["network proxy_net"]);
    expect(protectedThings(isProtected.slice(-1))).toEqual(["volume data"]);
  });

  it("is deleted without that of another stack", () => {
    const root = writeState("dev");
    writeState("dev2");
    removeState("dev");
    expect(existsSync(path.join(root, "stacks", "gatehouse", "dev.json"))).toBe(false);
    expect(existsSync(path.join(root, "stacks", "gatehouse", "dev.json.bak"))).toBe(false);
    expect(existsSync(path.join(root, "backups", "gatehouse", "dev"))).toBe(false);
    expect(existsSync(path.join(root, "stacks", "gatehouse", "dev2.json"))).toBe(true);
    expect(existsSync(path.join(root, "backups", "gatehouse", "dev2"))).toBe(true);
  });
});
