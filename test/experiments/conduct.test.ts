import { expect, test } from "vitest";
import { type Conditions, conduct } from "../../components/experiments";
import { parse } from "./experiment";

test("an experiment fails before its first request when Toxiproxy does not run", async () => {
  const conditions: Conditions = {
    stack: "dev",
    outputs: {
      urls: ["https://toxic-shop.localhost"],
      toxicUrls: ["https://toxic-shop.localhost"],
      toxiproxyApi: "http://127.0.0.1:8474",
    },
    docker: { url: "tcp://127.0.0.1:2375" },
    findEntry: async () => ({ address: "127.0.0.1", port: 443 }),
    findServer: async () => "",
    keeperCommand: ["none"],
    tell: () => undefined,
    tick: () => undefined,
    signal: new AbortController().signal,
  };

  await expect(conduct(parse(), conditions)).rejects.toMatchObject({
    message:
      "Toxiproxy: does not run: no container on the Docker host publishes port 8474. Start it with " +
      "pulumi up.",
  });
});
