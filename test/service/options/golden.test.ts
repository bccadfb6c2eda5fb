import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  caddyfileOf,
  IMAGE_MODULES,
  type LabelledContainer,
  renderLabels,
} from "../../../components/labels";
import { serviceProblems } from "../../../components/service/options/routing";
import { serviceSites } from "../../../components/service/options/sites";
import { Oracle } from "../../labels/oracle";
import { FILES } from "./backend";
import { type Case, cases } from "./cases";

const HASH = "$2a$14$Zkx19XLiW6VYouLHR5NmfOFU0z2GTNmpkT/5qqR7hx4IjWJPDhjvG";

let oracle: Oracle;
let files: string;
beforeAll(async () => {
  files = mkdtempSync(join(tmpdir(), "service-files-"));
  mkdirSync(join(files, "shop"));
  for (const user of ["ops", "dev"]) writeFileSync(join(files, `shop/${user}-0`), HASH);
  oracle = await Oracle.start();
});
afterAll(async () => {
  await oracle.stop();
  rmSync(files, { recursive: true });
});

function containerOf({ routing, backend }: Case): LabelledContainer {
  const sites = serviceSites(routing, backend);
  const labels = renderLabels({ sites }, "caddy", { modules: IMAGE_MODULES });
  return { labels, ips: ["172.20.0.5"] };
}

/** The container, with this test's folder in place of the proxy's files. */
function provisionable(golden: Case): LabelledContainer {
  const { labels, ips } = containerOf(golden);
  const here = (value: string) => value.replaceAll(FILES, files).replaceAll("/data/", `${files}/`);
  const moved = Object.entries(labels).map(([key, value]) => [key, here(value)]);
  return { labels: Object.fromEntries(moved), ips };
}

test.each(cases)("$title has no problems", ({ routing, backend }) => {
  expect(serviceProblems({ ...routing, replicas: backend.containers })).toEqual([]);
});

const FOLDER = resolve(__dirname, "golden");
const fileOf = ({ title }: Case) => `${title.replaceAll(" ", "-")}.Caddyfile`;

test("each golden file belongs to a case", () => {
  expect(readdirSync(FOLDER).sort()).toEqual(cases.map(fileOf).sort());
});

test.each(cases)("$title gives the Caddyfile of its file", async (golden) => {
  const file = join(FOLDER, fileOf(golden));

  await expect(caddyfileOf([containerOf(golden)])).toMatchFileSnapshot(file);
});

test.each(cases)("Caddy adapts and provisions $title", async (golden) => {
  const containers = [provisionable(golden)];
  const { caddyfile, adaptError, validateError, logs } = await oracle.generate(containers);

  expect({ caddyfile, adaptError, validateError, logs }).toEqual({
    caddyfile: caddyfileOf(containers),
    logs: "",
  });
});
