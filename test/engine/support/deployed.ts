import { afterAll, beforeAll, expect, test } from "vitest";
import { inventory, removeAll } from "./docker";
import { type Example, pack, type Workplace } from "./example";
import { type Reply, untilServed, visit } from "./http";

/** The packed tarball, from the set-up of its tests on. */
export interface Packed {
  workplace: Workplace;
}

/** Packs the checkout once for the tests of a file. */
export function packedOnce(): Packed {
  const packed = {} as Packed;
  beforeAll(async () => {
    packed.workplace = await pack();
  });
  afterAll(() => packed.workplace.remove());
  return packed;
}

/** An example, from its set-up on. */
export interface Deployed {
  example: Example;
  /** Updates its stack, with these settings beside those that it was deployed with. */
  update(settings: object): Promise<void>;
}

/**
 * Deploys an example with these settings, and removes it after its tests.
 *
 * @param make whether it is an example of the repository, or `pulumi new` generates it from a template.
 */
export function deployed(
  packed: Packed,
  name: string,
  settings: (example: Example) => object | Promise<object>,
  make: "install" | "generate" = "install",
): Deployed {
  let given: object;
  const the = {
    update: (more) => {
      the.example.configure({ ...given, ...more });
      return up(the.example);
    },
  } as Deployed;
  beforeAll(async () => {
    the.example = await packed.workplace[make](name);
    given = await settings(the.example);
    await the.example.pulumi("stack", "init", "dev");
    await the.update({});
  });
  afterAll(() => removeAll(the.example.id));
  return the;
}

/** Updates an example's stack. */
export async function up(example: Example): Promise<void> {
  const { code, output } = await example.pulumi("up", "--stack", "dev", "--yes", "--skip-preview");
  if (code !== 0) throw new Error(output);
}

/** The last test of every example. */
export function leavesNothing(
  the: Pick<Deployed, "example">,
  kept: (example: Example) => string[],
): void {
  test("previews no change, and is gone after destroy", async () => {
    const preview = await the.example.pulumi(
      ...["preview", "--stack", "dev", "--expect-no-changes"],
    );
    const destroyed = await the.example.destroy();

    expect(preview.output).toMatch(/\d+ unchanged/);
    expect([preview.code, destroyed.code]).toEqual([0, 0]);
    expect(await inventory([the.example.id])).toEqual(kept(the.example));
  });
}

/** Sends an example one request. */
export const ask = (
  { httpsPort: port }: Example,
  host: string,
  path = "/",
  headers = {},
): Promise<Reply> => visit({ port, host, path, headers });

/** Waits until an example answers. */
export const servedAt = ({ httpsPort: port }: Example, host: string, path = "/"): Promise<Reply> =>
  untilServed({ port, host, path });

/** The name that whoami answers with. */
export const nameIn = ({ body }: Reply) => /^Name: (\w+)/m.exec(body)?.[1];
