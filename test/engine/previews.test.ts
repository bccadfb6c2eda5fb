import { afterAll, beforeAll, expect, test } from "vitest";
import { TlsMode } from "../../components";
import { type Edit, edits, firstProgram, type ServiceImage } from "./previews/edits";
import type { ProgramSpec } from "./previews/program";
import { type Programs, startPrograms } from "./previews/programs";
import { untilServed } from "./support/http";
import { createProject, type Project } from "./support/project";
import { serviceImage } from "./support/service";

/* What `pulumi preview` says of an edit of the program is what `pulumi up` then does. */

/** Another number explores other edits. */
const SEED = Number(process.env.SEED ?? 20_261_123);
const COUNT = Number(process.env.EDITS ?? 42);

let project: Project;
let programs: Programs;
let images: ServiceImage[];

beforeAll(async () => {
  project = await createProject();
  const { v1, v2 } = await serviceImage();
  const { network, labelPrefix, httpPort, httpsPort, images: built } = project;
  images = [
    { image: v1, port: 8080 },
    { image: v2, port: 8080 },
    ...(built.whoami === undefined ? [] : [{ image: built.whoami, port: 80 }]),
  ];
  const place = { network, labelPrefix, httpPort, httpsPort, caddy: built.caddy };
  programs = await startPrograms(project, place);
});

afterAll(async () => {
  await programs.remove();
  await project.remove();
});

/** The preview after an edit, which looks for drift too. */
function previewOfSame(file: string): Promise<readonly string[]> {
  return programs.run({ command: "preview", file, refresh: true });
}

/**
 * Previews and makes an edit.
 *
 * @param clean the preview after the edit before.
 */
async function make({ kind, program }: Edit, file: string, clean: Promise<readonly string[]>) {
  project.write(file, JSON.stringify(program));
  const path = `${project.dir}/${file}`;
  const edit = { file: path, refresh: false };
  const started = Date.now();
  const [told, before] = await Promise.all([programs.run({ ...edit, command: "preview" }), clean]);
  expect(before).toEqual([]);
  const done = await programs.run({ ...edit, command: "up" });
  await everyRouteAnswers(program);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`${file}: ${kind}, ${done.length} steps, ${seconds} s`);
  expect({ kind, steps: told }).toEqual({ kind, steps: done });
  return path;
}

async function everyRouteAnswers({ services }: ProgramSpec): Promise<void> {
  const { httpPort, httpsPort } = project;
  for (const { host, tls, path } of services) {
    const plain = tls === TlsMode.Off;
    const target = { host, plain, port: plain ? httpPort : httpsPort };
    const paths = path === undefined ? ["/"] : ["/", path.replace("*", "any")];
    for (const each of paths) await untilServed({ ...target, path: each });
  }
}

test("what the preview of an edit says is what up does, and the next preview is clean", async () => {
  const all = [{ kind: "first", program: firstProgram(images) }, ...edits(COUNT, SEED, images)];
  let clean: Promise<readonly string[]> = Promise.resolve([]);
  for (const [index, edit] of all.entries()) {
    clean = previewOfSame(await make(edit, `edit-${index}.json`, clean));
  }
  expect(await clean).toEqual([]);
}, 1_500_000);
