// @ts-check
// The images of the servers where the vendors' can't be pulled: built from Go modules, each from its
// folder of toolchain/, under names of their own.
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { imageFailed } from "./failures.mjs";
import { goBuild, moduleDir } from "./go.mjs";
import { local } from "./paths.mjs";
import { sweep, unfinished } from "./processes.mjs";
import { fingerprint, goVersion } from "./versions.mjs";

/**
 * @typedef {object} Image
 * @property {"caddy" | "toxiproxy" | "whoami"} role its name in the program
 * @property {string} name
 * @property {string} version "" where only its sources have one
 * @property {{ file: string, package: string, ldflags?: string }[]} programs
 *
 * @typedef {{ docker: import("./docker.mjs").Docker, os: string, arch: string }} Engine
 */

/** @returns {Image[]} */
function images() {
  const toxiproxy = goVersion("toxiproxy", "github.com/Shopify/toxiproxy/v2");
  const version = `-X github.com/Shopify/toxiproxy/v2.Version=${toxiproxy}`;
  return [
    {
      role: "caddy",
      name: "caddy-docker-proxy",
      version: goVersion("caddy", "github.com/lucaslorentz/caddy-docker-proxy/v2"),
      programs: [{ file: "caddy", package: "." }],
    },
    {
      role: "toxiproxy",
      name: "toxiproxy",
      version: toxiproxy,
      programs: [
        {
          file: "toxiproxy",
          package: "github.com/Shopify/toxiproxy/v2/cmd/server",
          ldflags: version,
        },
        {
          file: "toxiproxy-cli",
          package: "github.com/Shopify/toxiproxy/v2/cmd/cli",
          ldflags: version,
        },
      ],
    },
    {
      role: "whoami",
      name: "whoami-stand-in",
      version: "",
      programs: [{ file: "whoami", package: "." }],
    },
  ];
}

/**
 * An image's full name: its version and a hash of its sources.
 * @param {Image} image
 */
function reference({ role, name, version, programs }) {
  const more = [JSON.stringify(programs)];
  const sources = fingerprint(moduleDir(role), { skip: /_test\.go$/, more });
  return `gatehouse.local/${name}:${version ? `${version}-` : ""}${sources}`;
}

/** The full names by role, which the program deploys instead of the vendors' images. */
export const imageReferences = () =>
  Object.fromEntries(images().map((image) => [image.role, reference(image)]));

/**
 * The images that this engine does not have, to build.
 * @param {Engine} engine
 * @returns {Promise<import("./builds.mjs").Job[]>}
 */
export async function missingImages(engine) {
  const has = async (/** @type {Image} */ image) =>
    (await engine.docker(["image", "inspect", "--format", "{{.Id}}", reference(image)])).code === 0;
  const all = images();
  const there = await Promise.all(all.map(has));
  return all
    .filter((_, index) => !there[index])
    .map((image) => ({
      title: `the image ${image.name}`,
      builds: builds(image, engine, local("build", image.role)),
      work: (tell, compiled) => build(image, engine, tell, compiled),
    }));
}

/**
 * @param {Image} image
 * @param {Engine} engine
 * @param {string} context the folder of `docker build`
 * @returns {import("./go.mjs").Build[]}
 */
const builds = ({ role, programs }, { os, arch }, context) =>
  programs.map(({ file, ...program }) => ({
    ...program,
    folder: role,
    output: path.join(context, file),
    target: { os, arch },
  }));

/**
 * @param {Image} image
 * @param {Engine} engine
 * @param {(how: string) => void} tell
 * @param {() => void} compiled
 */
async function build(image, engine, tell, compiled) {
  sweep(local("build"));
  const context = unfinished(local("build", image.role));
  mkdirSync(context, { recursive: true });
  try {
    copyFileSync(path.join(moduleDir(image.role), "Dockerfile"), path.join(context, "Dockerfile"));
    const all = builds(image, engine, context);
    for (const program of all) {
      const last = program === all.at(-1);
      await goBuild(program, tell, last ? compiled : undefined);
    }
    compiled();
    tell("docker build");
    await dockerBuild(engine.docker, reference(image), context);
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
}

/**
 * Builds with the builder that every Docker client has.
 * @param {import("./docker.mjs").Docker} docker
 * @param {string} image
 * @param {string} context
 */
async function dockerBuild(docker, image, context) {
  const { code, stdout, stderr } = await docker(["build", "--quiet", "--tag", image, context], {
    env: { DOCKER_BUILDKIT: "0" },
  });
  if (code !== 0) throw imageFailed({ image, output: stderr || stdout });
}
