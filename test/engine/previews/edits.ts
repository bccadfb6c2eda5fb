import { LabelsOn, LogLevel, TlsMode } from "../../../components";
import type { ProgramSpec, ServiceSpec } from "./program";

/** An image, and the port that it listens on. */
export interface ServiceImage {
  readonly image: string;
  readonly port: number;
}

/** A program after an edit, and the kind of edit. */
export interface Edit {
  readonly kind: string;
  readonly program: ProgramSpec;
}

/** Draws a number from 0 to below `limit`. */
type Draw = (limit: number) => number;

/** The program before the first edit. */
export function firstProgram(images: readonly ServiceImage[]): ProgramSpec {
  const services = [newService(1, images), newService(2, images)];
  return { logLevel: LogLevel.Info, modules: false, services };
}

/** A seed whose round makes every two-way edit in both directions. */
export const SEED = 20_261_126;

/**
 * The kinds of a number of edits, in an order that the seed determines.
 *
 * @param count the number. Default: one round, which has every kind.
 */
export function kindsOfEdits(seed: number, count = ROUND.length): string[] {
  const draw = numbers(seed);
  const drawn: string[] = [];
  for (let bag: string[] = []; drawn.length < count; ) {
    if (bag.length === 0) bag = [...ROUND];
    drawn.push(...bag.splice(draw(bag.length), 1));
  }
  return drawn;
}

/** Edits of these kinds, each of the program before it. */
export function edits(
  kinds: readonly string[],
  seed: number,
  images: readonly ServiceImage[],
): Edit[] {
  const draw = numbers(seed);
  let program = firstProgram(images);
  return kinds.map((kind, index) => {
    program = KINDS[kind]?.make(program, { draw, serial: index + 3, images }) ?? program;
    return { kind, program };
  });
}

interface Choice {
  readonly draw: Draw;
  /** A number that no other edit has. */
  readonly serial: number;
  readonly images: readonly ServiceImage[];
}

const MOST_SERVICES = 4;

/** A kind of edit. */
interface Kind {
  /** How often a round contains it. */
  readonly times: number;
  readonly make: (program: ProgramSpec, choice: Choice) => ProgramSpec;
}

const once = (make: Kind["make"]): Kind => ({ times: 1, make });
/** An edit that goes one way, and later back. */
const twice = (make: Kind["make"]): Kind => ({ times: 2, make });

const KINDS: Readonly<Record<string, Kind>> = {
  nothing: once((program) => program),
  image: once((program, choice) => {
    const others = ({ image }: ServiceSpec) => choice.images.filter((each) => each.image !== image);
    return change(program, choice, (service) => pick(others(service), choice.draw));
  }),
  environment: once((program, choice) => change(program, choice, () => greeting(choice))),
  route: twice((program, choice) =>
    turn(program, choice, ({ path }) => path !== undefined, {
      there: { path: `/v${choice.serial}/*` },
      back: { path: undefined },
    }),
  ),
  host: once((program, choice) =>
    change(program, choice, () => ({ host: `host-${choice.serial}.localhost` })),
  ),
  tls: twice((program, choice) =>
    turn(program, choice, ({ tls }) => tls === TlsMode.Off, {
      there: { tls: TlsMode.Off },
      back: { tls: TlsMode.Internal },
    }),
  ),
  scale: twice((program, choice) =>
    turn(program, choice, ({ replicas }) => replicas > 1, {
      there: { replicas: 2 + choice.draw(2) },
      back: { replicas: 1 },
    }),
  ),
  labelsOn: twice((program, choice) =>
    turn(program, choice, ({ labelsOn }) => labelsOn === LabelsOn.Container, {
      there: { labelsOn: LabelsOn.Container },
      back: { labelsOn: LabelsOn.RouteHolder },
    }),
  ),
  add: once((program, choice) => {
    const services = [...program.services, newService(choice.serial, choice.images)];
    return { ...program, services: services.slice(-MOST_SERVICES) };
  }),
  remove: once((program, { draw }) => {
    const gone = draw(program.services.length);
    const services = program.services.filter((_, index) => index !== gone);
    return services.length === 0 ? program : { ...program, services };
  }),
  rename: once((program, choice) =>
    change(program, choice, () => ({ name: `service-${choice.serial}` })),
  ),
  proxy: once((program) => ({
    ...program,
    logLevel: program.logLevel === LogLevel.Info ? LogLevel.Debug : LogLevel.Info,
  })),
  // First the module, then the option that needs it, then neither.
  module: {
    times: 3,
    make(program, choice) {
      if (!program.modules) return { ...program, modules: true };
      if (program.services.some(({ limited }) => limited)) {
        const services = program.services.map((service) => ({ ...service, limited: false }));
        return { ...program, modules: false, services };
      }
      return change(program, choice, () => ({ limited: true }));
    },
  },
  "image, environment and route": once((program, choice) =>
    change(program, choice, () => ({
      ...pick(choice.images, choice.draw),
      ...greeting(choice),
      path: `/all-${choice.serial}/*`,
    })),
  ),
};

/** The kinds of one round. */
const ROUND = Object.entries(KINDS).flatMap(([kind, { times }]) => Array(times).fill(kind));

/** Turns one service there or, where some are turned, all of these back. */
function turn(
  program: ProgramSpec,
  choice: Choice,
  isTurned: (service: ServiceSpec) => boolean,
  { there, back }: Record<"there" | "back", Partial<ServiceSpec>>,
): ProgramSpec {
  if (!program.services.some(isTurned)) return change(program, choice, () => there);
  const services = program.services.map((service) =>
    isTurned(service) ? { ...service, ...back } : service,
  );
  return { ...program, services };
}

/** Changes one of the program's services. */
function change(
  program: ProgramSpec,
  { draw }: Choice,
  by: (service: ServiceSpec) => Partial<ServiceSpec>,
): ProgramSpec {
  const changed = draw(program.services.length);
  const services = program.services.map((service, index) =>
    index === changed ? { ...service, ...by(service) } : service,
  );
  return { ...program, services };
}

function greeting({ serial }: Choice): Partial<ServiceSpec> {
  return { greeting: `hello ${serial}` };
}

function newService(serial: number, images: readonly ServiceImage[]): ServiceSpec {
  return {
    name: `service-${serial}`,
    ...pick(images, () => serial % images.length),
    host: `host-${serial}.localhost`,
    greeting: "hello",
    tls: TlsMode.Internal,
    replicas: 1,
    labelsOn: LabelsOn.RouteHolder,
    limited: false,
  };
}

function pick<T>(from: readonly T[], draw: Draw): T {
  const picked = from[draw(from.length)];
  if (picked === undefined) throw new Error("nothing to pick from");
  return picked;
}

/** Returns the same numbers for the same seed: mulberry32. */
function numbers(seed: number): Draw {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}
