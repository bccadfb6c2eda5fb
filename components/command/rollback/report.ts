// What `gatehouse rollback` prints at its end.
import { shortened } from "../../docker/containers/reported";
import { localTime } from "../logs/show";
import { bareName } from "../stack/options";
import { type Plan, pinKey } from "./plan";

/** What a stack pins now: the image by its exact name, and the names of other options. */
interface Pinned {
  readonly image: string;
  readonly options: readonly string[];
}

/** What came back, and how the program gets to have it. */
export function rolledBackText(
  { service, now, before }: Plan,
  { image: pin, options }: Pinned,
  stack: string,
): string {
  const { name } = service;
  const since =
    before.since === undefined ? "" : `, which took over at ${timeOf(before.since, Date.now())}`;
  const others = options.length === 0 ? "" : `${options.join(", ")} as before`;
  return [
    "",
    `${name} is back at image ${shown(before.image, pin)}${since}${others && `, with ${others}`}.`,
    `Pulumi.${bareName(stack)}.yaml has it as ${pinKey(name)}, until you clear it. Commit the file.`,
    `${inProgram(before.image, now.image, pin)}${others && `, and ${others}`}. Then:`,
    `  gatehouse rollback --clear ${name} --stack ${stack}`,
    "",
  ].join("\n");
}

const timeOf = (time: string, now: number) =>
  localTime(new Date(time), new Date(now)).replace(/\.\d+$/, "");

function shown(image: string, pin: string): string {
  return image === "" ? shortened(pin) : image;
}

/** How the program gets to have the image. */
function inProgram(before: string, now: string, pin: string): string {
  if (before !== "" && before !== now) return `In the program, write image: "${before}"`;
  if (pin.includes("@")) return `In the program, write image: "${pin}"`;
  return "Have the program build that release again, from its sources of that time";
}

/** What is deployed once the pin is gone. */
export function clearedText(service: string): string {
  return `\n${service} has the release of the program again.\n`;
}
