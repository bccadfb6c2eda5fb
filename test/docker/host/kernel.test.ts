import { expect, test } from "vitest";
import { canMigrateConnections } from "../../../components/docker/host/kernel";

test.each([
  ["linux", "6.6.87.2-microsoft-standard-WSL2", true],
  ["linux", "5.14.0-570.el9.x86_64", true],
  ["linux", "5.10.0-36-amd64", false],
  ["linux", "4.18.0-553.el8_10.x86_64", false],
  ["linux", undefined, false],
  ["windows", "10.0 20348 (20348.1.amd64fre.fe_release.210507-1500)", false],
])("a kernel of %s, %s, moves waiting connections: %s", (Os, KernelVersion, moves) => {
  expect(canMigrateConnections({ Os, KernelVersion })).toBe(moves);
});
