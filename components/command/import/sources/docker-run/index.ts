// Lines with `docker run`, as services in compose's words.
import { CommandFailure } from "../../../failure";
import type { Remark } from "../../remark";
import type { Source } from "../../source";
import { type PlainService, sourceOf } from "../services";
import { type Command, commandsIn } from "./commands";
import { serviceOf } from "./service";

/** The services of a text with `docker run` lines. */
export function dockerRunSource(file: string, text: string): Source {
  const { commands, others } = commandsIn(file, text);
  if (commands.length === 0) {
    throw new CommandFailure(`${file}: there is no line with "docker run".`);
  }
  const placed = commands.map((command, index) => {
    const at = { file, line: command.line, column: 1 };
    return { ...serviceOf(command.words, at, index + 1), at };
  });
  const remarks = [
    ...commands.flatMap((command, index) => variablesIn(command, placed[index])),
    ...others.map((line): Remark => {
      const message =
        "this docker run is not read: write it on a line of its own, or import its container.";
      return { place: { file, line, column: 1 }, message, left: true };
    }),
  ];
  return sourceOf({ file, folder: process.cwd() }, placed, namesIn(placed), remarks);
}

/** What a shell would put in: the program has it as it is written. */
function variablesIn({ variables }: Command, service: PlainService | undefined): Remark[] {
  if (service === undefined) return [];
  return variables.map((variable) => ({
    ...{ place: service.at, service: service.name, key: variable, left: false },
    message: "the shell replaces it in docker run; the program has its name. Write its value.",
  }));
}

interface Service {
  readonly networks?: Readonly<Record<string, unknown>>;
  readonly volumes?: readonly (string | { readonly source?: string })[];
}

function namesIn(services: readonly PlainService[]) {
  const all = services.map(({ fields }) => fields as Service);
  return {
    networks: all.flatMap(({ networks = {} }) => Object.keys(networks)),
    volumes: all.flatMap(({ volumes = [] }) => volumes.map(volumeIn)),
  };
}

function volumeIn(volume: string | { readonly source?: string }): string {
  return typeof volume === "string" ? (volume.split(":")[0] ?? "") : (volume.source ?? "");
}
