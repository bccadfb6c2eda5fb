import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { COMPOSE_KEYS } from "../../components/command/compose/keys";
import { proxiedServiceSchema } from "../../components/service/args";
import { composeTable } from "./compose-table";

const FILE = resolve(__dirname, "../../docs/services.md");

test("docs/services.md ends with the table of compose's keys", async () => {
  const [text = ""] = readFileSync(FILE, "utf8").split("| compose | here |");

  await expect(`${text}${composeTable()}`).toMatchFileSnapshot(FILE);
});

test("each key stands once, and each argument exists", () => {
  const keys = COMPOSE_KEYS.map(([key]) => key);
  const named = COMPOSE_KEYS.flatMap(([, place]) => ("argument" in place ? [place.argument] : []));
  const known = Object.keys(proxiedServiceSchema.shape);

  expect(keys).toEqual([...new Set(keys)].sort());
  expect(named.filter((argument) => !known.includes(argument.split(".")[0] ?? ""))).toEqual([]);
});

test("each option of a container is a key of compose", () => {
  const named = new Set(
    COMPOSE_KEYS.flatMap(([, place]) =>
      "argument" in place ? [place.argument.split(".")[0]] : [],
    ),
  );
  const routing = [
    "entry",
    "port",
    "php",
    "hosts",
    "sites",
    "tls",
    "canary",
    "faults",
    "labelsOn",
    "clientAuth",
  ];
  const updates = ["readyTimeout", "drain", "placement", "updateConfig", "rollbackConfig"];
  const others = Object.keys(proxiedServiceSchema.shape).filter((argument) => !named.has(argument));

  expect(others.sort()).toEqual([...routing, ...updates].sort());
});
