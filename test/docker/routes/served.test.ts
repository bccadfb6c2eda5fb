import { expect, test } from "vitest";
import { connect } from "../../../components/docker/host/client";
import { waitForReload } from "../../../components/docker/routes/served";
import { fakeEngine } from "../../support/fake-engine";
import { piece } from "../../support/pieces";

const CHANGED = Date.parse("2026-11-26T13:00:00.000Z");
const LOGS = "GET /containers/controller/logs";

const SENT = '"msg":"Sending configuration to","server":"caddy"';
const LOADED = '"msg":"Successfully configured","server":"caddy"';
const REFUSED = '"msg":"Failed to convert caddyfile into json config","error":"ambiguous site"';

type Line = readonly [after: number, text: string];

/** How often the wait looks at a log of these lines, by milliseconds since the change. */
const looks = (...lines: Line[]) => looksBeside(() => 0, ...lines);

/** The same, beside changes of other labels. */
async function looksBeside(changed: () => number, ...lines: Line[]): Promise<number> {
  const log = lines.map(([after, text]) =>
    piece(Buffer.from(`${new Date(CHANGED + after).toISOString()} ${text}\n`), 2),
  );
  const fake = await fakeEngine({ [LOGS]: { body: Buffer.concat(log) } });
  try {
    await waitForReload(connect(fake.host), "controller", CHANGED, changed);
    return fake.asked.filter((question) => question === LOGS).length;
  } finally {
    await fake.stop();
  }
}

test("a configuration sent long enough after the change ends the wait, whatever follows", async () => {
  expect(await looks([700, SENT], [720, LOADED], [900, SENT])).toBe(1);
  expect(await looks([700, SENT], [720, LOADED], [900, REFUSED])).toBe(1);
});

test("an earlier one may lack the change, so the wait looks for another", async () => {
  expect(await looks([-50, SENT], [20, LOADED])).toBeGreaterThan(1);
  expect(await looks([90, SENT], [700, LOADED])).toBeGreaterThan(1);
});

test("the last answer counts where the proxy refuses a configuration", async () => {
  await expect(looks([110, REFUSED])).rejects.toThrow("the proxy refuses the configuration");
  await expect(looks([110, SENT], [130, LOADED], [700, REFUSED])).rejects.toThrow("ambiguous site");
  expect(await looks([110, REFUSED], [210, SENT], [230, LOADED])).toBeGreaterThan(1);
});

test("a refusal does not count while other labels change", async () => {
  let left = 20;
  const changed = () => (left-- > 0 ? Date.now() : 0);

  await expect(looksBeside(changed, [110, REFUSED])).rejects.toThrow("ambiguous site");
  expect(left).toBeLessThan(0);
});
