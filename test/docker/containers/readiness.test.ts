import { expect, test } from "vitest";
import { checkCommand } from "../../../components/docker/containers/readiness";

test.each([
  ["a program", { Test: ["CMD", "/shop", "check"] }, ["/shop", "check"]],
  ["a line of the shell", { Test: ["CMD-SHELL", "a || b"] }, ["/bin/sh", "-c", "a || b"]],
])("the command of a health check that is %s", (_, Healthcheck, command) => {
  expect(checkCommand({ Healthcheck })).toEqual(command);
});

test("a line of the image's own shell", () => {
  const config = { Healthcheck: { Test: ["CMD-SHELL", "a"] }, Shell: ["/bin/ash", "-ec"] };

  expect(checkCommand(config)).toEqual(["/bin/ash", "-ec", "a"]);
});
