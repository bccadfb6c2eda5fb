import { images } from "../components/declare/images";
import { copyCommand, fullReference, isMirror, mirrored } from "../components/docker/images/mirror";
import { toolchain } from "./toolchain";

const HELP = `
npm run images -- [--mirror <registry/path>] [--copy] [<image> …]

Lists the images that the components deploy and build with, with the versions and digests that they
deploy, and the images given as arguments. It contacts no registry.

--mirror  also lists the name of each image's copy in this mirror, after a tab
--copy    prints the commands that copy the images there instead

To copy them, on a machine that reaches both: npm run --silent images -- --mirror <registry/path> --copy
and run what it prints. docs/air-gapped.md describes how to copy them as files.
`;

/** npm run images: lists the images that a mirror needs, or the commands that copy them there. */
export async function run(args: string[]): Promise<number> {
  const { badMirror, readArgs } = await toolchain();
  const options = {
    mirror: { type: "string" },
    copy: { type: "boolean", default: false },
  } as const;
  const parsed = readArgs("images", HELP, args, options, true);
  if (!parsed) return 0;
  const { mirror, copy } = parsed.values;
  if (mirror === undefined ? copy : !isMirror(mirror)) throw badMirror(mirror);
  for (const image of [...Object.values(images), ...parsed.positionals]) {
    if (mirror === undefined) console.log(fullReference(image));
    else if (copy) console.log(copyCommand(image, mirror));
    else console.log(`${fullReference(image)}\t${mirrored(image, mirror)}`);
  }
  return 0;
}
