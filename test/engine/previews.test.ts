import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TlsMode } from "../../components";
import { type Edit, edits, firstProgram, kindsOfEdits, SEED as USUAL_SEED } from "./previews/edits";
import type { ProgramSpec } from "./previews/program";
import { type Programs, startPrograms } from "./previews/programs";
import { untilServed } from "./support/http";
import { createProject, type Project } from "./support/project";
import { serviceImage } from "./support/service";

/*
 * `pulumi up` does what `pulumi preview` shows of an edit. The tests edit one program again and again, and
 * depend on their order.
 */

/** Another seed tries other edits. */
const SEED = Number(process.env.SEED ?? USUAL_SEED);
const COUNT = process.env.EDITS === undefined ? undefined : Number(process.env.EDITS);

const kinds = kindsOfEdits(SEED, COUNT);

let project: Project;
let programs: Programs;
let made: readonly Edit[];

beforeAll(async () => {
  project = await createProject();
  const { v1, v2 } = await serviceImage();
  const { network, labelPrefix, httpPort, httpsPort, images: built } = project;
  const images = [
    { image: v1, port: 8080 },
    { image: v2, port: 8080 },
    ...(built.whoami === undefined ? [] : [{ image: built.whoami, port: 80 }]),
  ];
  made = [{ kind: "first", program: firstProgram(images) }, ...edits(kinds, SEED, images)];
  programs = await startPrograms(project, {
    ...{ network, labelPrefix, httpPort, httpsPort },
    caddy: built.caddy,
  });
});

afterAll(async () => {
  programs.stop();
  await project.remove();
});

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

describe("the preview of an edit shows what up does, and the next preview shows no change", () => {
  test.each(["first", ...kinds].map((kind, number) => ({ kind, number })))(
    "edit $number: $kind",
    async ({ kind, number }) => {
      const { program } = made[number] ?? {};
      if (program === undefined) throw new Error("no such edit");
      const name = `edit-${number}.json`;
      project.write(name, JSON.stringify(program));
      const file = `${project.dir}/${name}`;
      const told = await programs.run({ command: "preview", file, refresh: false });
      const done = await programs.run({ command: "up", file, refresh: false });
      await everyRouteAnswers(project, program);
      // This preview also looks for drift.
      const after = await programs.run({ command: "preview", file, refresh: true });

      expect({ kind, told, after }).toEqual({ kind, told: done, after: [] });
    },
  );
});
