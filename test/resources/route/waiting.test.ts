import { expect, test } from "vitest";
import { waitUnlessHeldBack } from "../../../components/resources/route/waiting";
import { engineWith } from "./trial-engine";

const CHANGED = Date.parse("2026-11-27T13:00:00.000Z");
const at = (after: number, text: string) => `${new Date(CHANGED + after).toISOString()} ${text}`;

const REFUSED = at(110, '"msg":"Failed to send configuration to","error":"open /none.pem"');
const LOADED = [
  at(900, '"msg":"Sending configuration to"'),
  at(950, '"msg":"Successfully configured"'),
];

const WAITING = {
  ...{ docker: { url: "unix:///docker.sock" }, name: "gatehouse/dev/caddy" },
  ...{ proxy: "server", controller: "controller" },
};

test("a refusal of labels that are gone does not count: the proxy has yet to load those of now", async () => {
  const { engine, asked } = engineWith(
    [],
    () => undefined,
    undefined,
    () => (asked.length === 0 ? [REFUSED] : [REFUSED, ...LOADED]),
  );

  expect(await waitUnlessHeldBack(engine, WAITING, CHANGED)).toEqual({});
  expect(asked).toHaveLength(1);
});
