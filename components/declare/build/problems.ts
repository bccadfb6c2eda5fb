// What a build would fail on, or ignore, before anything is built.
import { existsSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { didYouMean } from "../../schema/did-you-mean";
import { type Problem, problem } from "../../schema/problems";
import { IMAGE_RULE } from "../../schema/values";
import { type Build, DOCKERFILE, type ImageSource } from ".";
import { digestOfContext } from "./context";
import { argumentsOf, isPredefined, stagesOf } from "./dockerfile";

/** The problems of where an image comes from, beside those of its schema. */
export function sourceProblems({ image, build }: ImageSource): Problem[] {
  if (image === undefined && build === undefined) {
    return [problem("image", `${IMAGE_RULE}, got nothing. Or write build: { context: "./shop" }.`)];
  }
  if (build === undefined) return [];
  return [
    ...(image === undefined
      ? []
      : [problem("image", "must be left out beside build, which gives the image its name.")]),
    ...folderProblems(build),
  ];
}

function folderProblems(build: Build): Problem[] {
  const { context, dockerfile = DOCKERFILE } = build;
  const folder = JSON.stringify(context);
  if (!statSync(context, { throwIfNoEntry: false })?.isDirectory()) {
    const rule = "must be a folder on the machine that runs Pulumi";
    const found = existsSync(context) ? "is no folder" : `is not there, seen from ${process.cwd()}`;
    return [problem("build.context", `${rule}, got ${folder}, which ${found}.`)];
  }
  if (!statSync(join(context, dockerfile), { throwIfNoEntry: false })?.isFile()) {
    const asked = JSON.stringify(dockerfile);
    return [
      problem("build.dockerfile", `must be a file in ${folder}, got ${asked}, which is not there.`),
    ];
  }
  return [...otherDockerfile(build), ...unreadable(build), ...dockerfileProblems(build)];
}

/**
 * The Docker provider looks for the Dockerfile in the folder that it runs in, too, and would build from that
 * one.
 */
function otherDockerfile({ context, dockerfile = DOCKERFILE }: Build): Problem[] {
  const other = resolve(dockerfile);
  const inside = relative(resolve(context), other);
  if (!existsSync(other) || !(inside.startsWith("..") || isAbsolute(inside))) return [];
  return [
    problem(
      "build.dockerfile",
      `must be named otherwise than ${JSON.stringify(other)}, which Docker's provider would take instead, got ` +
        `${JSON.stringify(dockerfile)}. Rename the one in the context, such as "shop.Dockerfile".`,
    ),
  ];
}

function unreadable(build: Build): Problem[] {
  const { context, dockerfile = DOCKERFILE } = build;
  try {
    digestOfContext(build, dockerfile);
    return [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [
      problem(
        "build.context",
        `must have files that can be read, or that .dockerignore names, got ${JSON.stringify(context)}: ${reason}.`,
      ),
    ];
  }
}

/** Settings that the Dockerfile does not know: Docker fails on such a stage, and ignores such an argument. */
function dockerfileProblems({
  context,
  dockerfile = DOCKERFILE,
  target,
  args = {},
}: Build): Problem[] {
  const text = readFileSync(join(context, dockerfile), "utf8");
  const stages = stagesOf(text);
  const known = argumentsOf(text);
  const problems = Object.keys(args)
    .filter((name) => !known.has(name) && !isPredefined(name))
    .map((name) =>
      problem(
        `build.args.${name}`,
        `is no ARG of ${dockerfile}.${didYouMean(name, [...known])} Known: ${listed(known)}.`,
      ),
    );
  if (target === undefined || /^\d+$/.test(target) || stages.has(target.toLowerCase())) {
    return problems;
  }
  const names = listed(stages);
  return [
    problem(
      "build.target",
      `must be a stage of ${dockerfile}, got ${JSON.stringify(target)}.` +
        `${didYouMean(target, [...stages])} Known: ${names}.`,
    ),
    ...problems,
  ];
}

function listed(names: ReadonlySet<string>): string {
  return names.size === 0 ? "none" : [...names].sort().join(", ");
}
