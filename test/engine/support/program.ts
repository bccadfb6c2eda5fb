import { createProject, type Outcome, type Project } from "./project";

/** A project whose program is a few lines of JavaScript. */
export interface ProgramProject extends Project {
  /** Writes the body of the program; `gatehouse` has the exports of the package. */
  program(body: string): void;
  up(): Promise<Outcome>;
  /** Previews, and fails if the preview shows a change. */
  previewNoChanges(): Promise<Outcome>;
}

/** Makes the project, with an empty stack. */
export async function createProgram(): Promise<ProgramProject> {
  const project = await createProject();
  project.configure({});
  await project.ownPulumi(["stack", "select", "--create", "dev"]);
  return {
    ...project,
    program: (body) =>
      project.write(
        "main.cjs",
        `const gatehouse = require("gatehouse");\nmodule.exports = () => {\n${body}\n};\n`,
      ),
    up: () => project.ownPulumi(["up", "--yes", "--skip-preview"]),
    previewNoChanges: () => project.ownPulumi(["preview", "--expect-no-changes"]),
  };
}
