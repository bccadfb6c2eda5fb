// @ts-check
// npm run images: what a mirror has to have, and how it gets there.
import { readArgs } from "./lib/args.mjs";
import { command } from "./lib/failure.mjs";
import { badMirror } from "./lib/failures.mjs";
import { ensurePackages } from "./lib/packages.mjs";
import { loadTypeScript } from "./lib/typescript.mjs";

const help = `
npm run images -- [--mirror <registry/path>] [--copy] [<image> …]

Lists the images that the components deploy and build with, pinned as they deploy them, and the further
images that are named. Nothing is asked of any registry.

--mirror  also lists what the copy of each is called in this mirror, after a tab
--copy    prints the commands that copy them there instead

To copy them, on a machine that reaches both: npm run --silent images -- --mirror <registry/path> --copy
and run what it prints. docs/air-gapped.md has the way by files.
`;

const options = /** @type {const} */ ({
  mirror: { type: "string" },
  copy: { type: "boolean", default: false },
});

await command(async (args) => {
  const parsed = readArgs("images", help, args, options, true);
  if (!parsed) return 0;
  const { mirror, copy } = parsed.values;
  await ensurePackages();
  const { copyCommand, fullReference, isMirror, mirrored } = /** @type {Mirrors} */ (
    loadTypeScript("components/docker/mirror")
  );
  if (mirror === undefined ? copy : !isMirror(mirror)) throw badMirror(mirror);
  for (const image of [...pinned(), ...parsed.positionals]) {
    if (mirror === undefined) console.log(fullReference(image));
    else if (copy) console.log(copyCommand(image, mirror));
    else console.log(`${fullReference(image)}\t${mirrored(image, mirror)}`);
  }
  return 0;
});

/**
 * @typedef {typeof import("../components/docker/mirror")} Mirrors
 * @returns {string[]}
 */
function pinned() {
  /** @type {typeof import("../components/declare/images")} */
  const { images } = loadTypeScript("components/declare/images");
  return Object.values(images);
}
