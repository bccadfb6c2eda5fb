import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

/** Programs that are edited beside each other, since each waits for its containers most of the time. */
const SERIES = 2;

/** A stack, and the programs that it gets one after the other. */
interface Series {
  readonly project: Project;
  readonly programs: Programs;
  readonly images: readonly ServiceImage[];
}

const series: Series[] = [];

async function start(): Promise<Series> {
  const project = await createProject();
  const { v1, v2 } = await serviceImage();
  const { network, labelPrefix, httpPort, httpsPort, images: built } = project;
  const images = [
    { image: v1, port: 8080 },
    { image: v2, port: 8080 },
    ...(built.whoami === undefined ? [] : [{ image: built.whoami, port: 80 }]),
  ];
  const place = { network, labelPrefix, httpPort, httpsPort, caddy: built.caddy };
  return { project, programs: await startPrograms(project, place), images };
}

beforeAll(async () => {
  for (let number = 0; number < SERIES; number++) series.push(await start());
});

afterAll(() =>
  Promise.all(
    series.map(async ({ project, programs }) => {
      await programs.remove();
      await project.remove();
    }),
  ),
);

/**
 * Previews and makes an edit.
 *
 * @param clean the preview after the edit before.
 */
async function make(
  { project, programs }: Series,
  { kind, program }: Edit,
  file: string,
  clean: Promise<readonly string[]>,
) {
  project.write(file, JSON.stringify(program));
  const path = `${project.dir}/${file}`;
  const edit = { file: path, refresh: false };
  const started = Date.now();
  const [told, before] = await Promise.all([programs.run({ ...edit, command: "preview" }), clean]);
  expect(before).toEqual([]);
  const done = await programs.run({ ...edit, command: "up" });
  await everyRouteAnswers(project, program);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`${file}: ${kind}, ${done.length} steps, ${seconds} s`);
  expect({ kind, steps: told }).toEqual({ kind, steps: done });
  return path;
}

async function everyRouteAnswers(
  { httpPort, httpsPort }: Project,
  { services }: ProgramSpec,
): Promise<void> {
  for (const { host, tls, path } of services) {
    const plain = tls === TlsMode.Off;
    const target = { host, plain, port: plain ? httpPort : httpsPort };
    const paths = path === undefined ? ["/"] : ["/", path.replace("*", "any")];
    for (const each of paths) await untilServed({ ...target, path: each });
  }
}

describe.concurrent("what the preview of an edit says", () => {
  test.each(Array.from({ length: SERIES }, (_, number) => number))(
    "is what up does, and the next preview is clean (series %i)",
    async (number) => {
      const one = series[number];
      if (one === undefined) throw new Error("no such series");
      const { images, programs } = one;
      const share = Math.ceil(COUNT / SERIES);
      const made = edits(share, SEED + number, images);
      const all = [{ kind: "first", program: firstProgram(images) }, ...made];
      let clean: Promise<readonly string[]> = Promise.resolve([]);
      for (const [index, edit] of all.entries()) {
        const file = await make(one, edit, `edit-${index}.json`, clean);
        // The preview after an edit, which looks for drift too.
        clean = programs.run({ command: "preview", file, refresh: true });
      }
      expect(await clean).toEqual([]);
    },
    1_500_000,
  );
});
