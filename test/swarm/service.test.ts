import { beforeAll, expect, test } from "vitest";
import { swarmName, tasksOf } from "../../components/swarm/service";
import { useMocks } from "../support/record";

beforeAll(() => useMocks());

test("a service is named after project, stack and itself", () => {
  expect(swarmName("shop")).toBe("gatehouse-test-shop");
  expect(tasksOf("shop")).toBe("tasks.gatehouse-test-shop");
});

test("a name that Swarm does not accept is changed, and stays unique", () => {
  expect(swarmName("shop.eu")).toBe("gatehouse-test-shop-eu-c3d149f1");
  expect(swarmName("shop/eu")).not.toBe(swarmName("shop.eu"));
  expect(swarmName("x".repeat(80))).toHaveLength(63);
});
