import { expect, test } from "vitest";
import { findLabelled, removeLeftovers } from "../../../components/docker/containers/leftovers";
import { listing } from "../../../components/docker/containers/listing";
import { connect } from "../../../components/docker/host/client";
import { fakeEngine } from "../../support/fake-engine";

const LABELS = { "gatehouse.stack": "1" };
const container = (id: string, labels: object) => ({
  Id: id,
  Names: [`/shop-${id}`],
  Labels: labels,
});

const HOST = {
  "GET /containers/json": { body: [container("other", {}), container("left", LABELS)] },
  "GET /networks": { body: [{ Id: "net", Name: "backend", Labels: LABELS }] },
  "GET /volumes": { body: { Volumes: [{ Name: "data", Labels: LABELS }] } },
};

const SWARM = {
  "GET /services": { body: [{ ID: "svc", Spec: { Name: "shop", Labels: LABELS } }] },
  "GET /secrets": { body: [{ ID: "sec", Spec: { Name: "token", Labels: LABELS } }] },
};

const ON_HOST = [
  { kind: "container", id: "left", name: "shop-left", labels: LABELS },
  { kind: "network", id: "net", name: "backend", labels: LABELS },
  { kind: "volume", id: "data", name: "data", labels: LABELS },
];

const IN_SWARM = [
  { kind: "service", id: "svc", name: "shop", labels: LABELS },
  { kind: "secret", id: "sec", name: "token", labels: LABELS },
];

const NO_MANAGER = { status: 503, body: { message: "This node is not a swarm manager" } };
const REFUSED = { status: 403, body: { message: "network backend has active endpoints" } };

async function labelledOn(host: { url: string }) {
  const label = { name: "gatehouse.stack", value: "1" };
  return findLabelled(connect(host), await listing(host, []), label);
}

test.each([
  ["a manager of a Swarm", SWARM, [...ON_HOST, ...IN_SWARM]],
  ["another Docker host", { "GET /services": NO_MANAGER, "GET /secrets": NO_MANAGER }, ON_HOST],
])("on %s, everything with the label is found", async (_, more, found) => {
  const fake = await fakeEngine({ ...HOST, ...more });
  try {
    expect(await labelledOn(fake.host)).toEqual(found);
  } finally {
    await fake.stop();
  }
});

test("containers and services go first, and what the engine refuses to remove stays", async () => {
  const fake = await fakeEngine({
    ...{ ...HOST, ...SWARM },
    "DELETE /containers/left": { status: 204, body: "" },
    "DELETE /services/svc": { status: 200, body: "" },
    "DELETE /secrets/sec": { status: 204, body: "" },
    "DELETE /networks/net": REFUSED,
  });
  try {
    const removed = await removeLeftovers(connect(fake.host), await labelledOn(fake.host));
    const deletes = fake.asked.filter((asked) => asked.startsWith("DELETE"));

    // The engine does not have the volume any more.
    expect(removed.map(({ name }) => name)).toEqual(["shop-left", "shop", "data", "token"]);
    expect(deletes.slice(0, 2).sort()).toEqual(["DELETE /containers/left", "DELETE /services/svc"]);
  } finally {
    await fake.stop();
  }
});
