import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, test } from "vitest";
import { dockerProvider, type RegistryLogin } from "../../components";
import { mirrorLogins } from "../../program/docker-host";
import { record, useMocks } from "../support/record";

beforeAll(() => useMocks());

const LOGIN: RegistryLogin = {
  address: "registry.example.com",
  username: "deploy",
  password: "canary",
};

describe("the accounts of a Docker provider", () => {
  test("reach it as a secret", async () => {
    let inputs: Record<string, unknown> = {};
    await record((opts) =>
      dockerProvider(
        "docker",
        { registries: [LOGIN] },
        {
          transformations: [
            ...(opts.transformations ?? []),
            ({ props }) => {
              inputs = props;
              return undefined;
            },
          ],
        },
      ),
    );
    const told = pulumi.output(inputs.registryAuth as pulumi.Input<string>);

    expect(await pulumi.isSecret(told)).toBe(true);
    expect(JSON.parse(await new Promise((done) => told.apply(done)))).toEqual([LOGIN]);
  });

  test("are refused with every mistake, and no password is shown", () => {
    const registries = [
      { address: "https://registry.example.com", username: "", password: "" },
      { ...LOGIN, address: "registry.example.com/mirror", passwort: "canary" },
    ];

    expect(() => dockerProvider("docker", { registries })).toThrow(
      [
        'Docker provider "docker": 5 problems',
        '  - registries[0].address must be a registry, without "https://" and path, such as "registry.example.com", got "https://registry.example.com".',
        '  - registries[0].username must not be empty, got "".',
        "  - registries[0].password must be a non-empty string (its value is a secret and not shown).",
        '  - registries[1].address must be a registry, without "https://" and path, such as "registry.example.com", got "registry.example.com/mirror".',
        "  - registries[1].passwort is not a setting of a registry. Did you mean password? Known: address, password, username.",
      ].join("\n"),
    );
  });

  test("are the login of a mirror that requires one, and none otherwise", () => {
    const mirror = "registry.example.com/mirror";
    const { username, password } = { username: "deploy", password: "canary" };

    expect(mirrorLogins({ mirror, username, password })).toEqual([LOGIN]);
    expect(mirrorLogins({ mirror })).toEqual([]);
    expect(mirrorLogins()).toEqual([]);
  });
});
