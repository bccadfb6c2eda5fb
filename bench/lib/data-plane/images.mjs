// Images FROM scratch: a program, the libraries that it loads, and the folders that it writes.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { succeed } from "./debian.mjs";

/**
 * @typedef {object} Image
 * @property {string} name
 * @property {string} program the file on this machine
 * @property {string[]} command with the program's path in the image first
 * @property {string} [libraries] for LD_LIBRARY_PATH; without, the program is statically linked
 * @property {Record<string, string | Buffer>} [files] by path
 */

/** Programs look up the users that they run as. */
const USERS = {
  "/etc/passwd": "root:x:0:0:root:/:/\nnobody:x:65534:65534:nobody:/:/\n",
  "/etc/group": "root:x:0:\nnogroup:x:65534:\n",
  "/tmp/empty": "",
  "/var/lib/nginx/empty": "",
  "/var/log/nginx/empty": "",
};

/**
 * @param {import("../../../toolchain/lib/docker.mjs").Docker} docker
 * @param {Image} image
 */
export async function buildImage(docker, { name, program, command, libraries, files = {} }) {
  const context = mkdtempSync(path.join(tmpdir(), "gatehouse-bench-"));
  const place = (/** @type {string} */ file) => {
    const target = path.join(context, "root", file);
    mkdirSync(path.dirname(target), { recursive: true });
    return target;
  };
  try {
    copyFileSync(program, place(command[0] ?? ""));
    for (const [inside, file] of libraries ? await linked(program, libraries) : []) {
      copyFileSync(file, place(inside));
    }
    for (const [file, content] of Object.entries({ ...USERS, ...files })) {
      writeFileSync(place(file), content);
    }
    const dockerfile = `FROM scratch\nCOPY root /\nCMD ${JSON.stringify(command)}\n`;
    writeFileSync(path.join(context, "Dockerfile"), dockerfile);
    const { code, stderr } = await docker(["build", "--quiet", "--tag", name, context], {
      env: { DOCKER_BUILDKIT: "0" },
    });
    if (code !== 0) throw new Error(stderr);
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
}

/**
 * The libraries that a program loads, as places in an image and files of this machine.
 * @param {string} program
 * @param {string} libraries
 * @returns {Promise<[inside: string, file: string][]>}
 */
async function linked(program, libraries) {
  const env = { ...process.env, LD_LIBRARY_PATH: libraries };
  const output = await succeed("ldd", [program], undefined, env);
  const found = [...output.matchAll(/^\s*(?:(\S+) => )?(\/\S+) \(0x/gm)];
  return found.map(([, name, file = ""]) => [name ? `/usr/lib/${name}` : file, file]);
}
