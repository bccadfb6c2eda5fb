import { expect, test } from "vitest";
import { connect } from "../../components/docker/client";
import { findLeftovers, missing, removeLeftovers } from "../../components/docker/leftovers";
import { fakeEngine } from "../support/fake-engine";

const container = (id: string) => ({ Id: id, Names: [`/shop-${id}`], Labels: { team: "shop" } });

const LISTS = {
  "GET /containers/json": { body: [container("known"), container("left")] },
  "GET /networks": { body: [{ Id: "net", Name: "backend", Labels: {} }] },
  "GET /volumes": { body: { Volumes: [{ Name: "data", Labels: {} }] } },
};

const REFUSED = { status: 403, body: { message: "network backend has active endpoints" } };

test("what is not known is left, and removed unless the engine refuses", async () => {
  const fake = await fakeEngine({
    ...LISTS,
    "DELETE /containers/left": { status: 204, body: "" },
    "DELETE /networks/net": REFUSED,
  });
  try {
    const engine = connect(fake.host);
    const found = await findLeftovers(engine, "gatehouse.stack=1", new Set(["known"]));
    const removed = await removeLeftovers(engine, found);

    expect(found).toEqual([
      { kind: "container", id: "left", name: "shop-left", labels: { team: "shop" } },
      { kind: "network", id: "net", name: "backend", labels: {} },
      { kind: "volume", id: "data", name: "data", labels: {} },
    ]);
    // The engine does not have the volume any more.
    expect(removed.map(({ name }) => name)).toEqual(["shop-left", "data"]);
    expect(fake.asked.indexOf("DELETE /containers/left")).toBeLessThan(
      fake.asked.indexOf("DELETE /networks/net"),
    );
  } finally {
    await fake.stop();
  }
});

test("containers that the engine does not list are missing", async () => {
  const fake = await fakeEngine(LISTS);
  try {
    expect(await missing(connect(fake.host), [{ id: "known" }, { id: "gone" }])).toEqual([
      { id: "gone" },
    ]);
  } finally {
    await fake.stop();
  }
});
