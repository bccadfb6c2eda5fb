import { LabelsOn, LogLevel, TlsMode } from "../../../components";
import type { ProgramSpec, ServiceSpec } from "./program";

/** An image, and the port that it listens on. */
export interface ServiceImage {
  readonly image: string;
  readonly port: number;
}

/** A program after an edit, and what the edit was. */
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

/** As many edits as asked for, one after the other, of each kind as often as of any other. */
export function edits(count: number, seed: number, images: readonly ServiceImage[]): Edit[] {
  const draw = numbers(seed);
  const made: Edit[] = [];
  let bag: string[] = [];
  for (let program = firstProgram(images), serial = 3; made.length < count; serial++) {
    if (bag.length === 0) bag = Object.keys(KINDS);
    const [kind = ""] = bag.splice(draw(bag.length), 1);
    program = KINDS[kind]?.(program, { draw, serial, images }) ?? program;
    made.push({ kind, program });
  }
  return made;
}

interface Choice {
  readonly draw: Draw;
  /** A number that no other edit has. */
  readonly serial: number;
  readonly images: readonly ServiceImage[];
}

const MOST_SERVICES = 4;

const KINDS: Readonly<Record<string, (program: ProgramSpec, choice: Choice) => ProgramSpec>> = {
  nothing: (program) => program,
  image: (program, choice) => {
    const others = ({ image }: ServiceSpec) => choice.images.filter((each) => each.image !== image);
    return change(program, choice, (service) => pick(others(service), choice.draw));
  },
  environment: (program, choice) => change(program, choice, () => greeting(choice)),
  route: (program, choice) =>
    change(program, choice, ({ path }) => ({
      path: path === undefined || choice.draw(2) === 0 ? `/v${choice.serial}/*` : undefined,
    })),
  host: (program, choice) =>
    change(program, choice, () => ({ host: `host-${choice.serial}.localhost` })),
  tls: (program, choice) =>
    change(program, choice, ({ tls }) => ({
      tls: tls === TlsMode.Off ? TlsMode.Internal : TlsMode.Off,
    })),
  scale: (program, choice) =>
    change(program, choice, ({ replicas }) => ({
      replicas: 1 + ((replicas + choice.draw(2)) % 3),
    })),
  labelsOn: (program, choice) =>
    change(program, choice, ({ labelsOn }) => ({
      labelsOn: labelsOn === LabelsOn.Container ? LabelsOn.RouteHolder : LabelsOn.Container,
    })),
  add: (program, choice) => {
    const services = [...program.services, newService(choice.serial, choice.images)];
    return { ...program, services: services.slice(-MOST_SERVICES) };
  },
  remove: (program, { draw }) => {
    const gone = draw(program.services.length);
    const services = program.services.filter((_, index) => index !== gone);
    return services.length === 0 ? program : { ...program, services };
  },
  rename: (program, choice) =>
    change(program, choice, () => ({ name: `service-${choice.serial}` })),
  proxy: (program) => ({
    ...program,
    logLevel: program.logLevel === LogLevel.Info ? LogLevel.Debug : LogLevel.Info,
  }),
  // The module first, then what needs it; and the other way round.
  module: (program, choice) => {
    if (!program.modules) return { ...program, modules: true };
    if (program.services.some(({ limited }) => limited)) {
      const services = program.services.map((service) => ({ ...service, limited: false }));
      return { ...program, modules: false, services };
    }
    return change(program, choice, () => ({ limited: true }));
  },
  "image, environment and route": (program, choice) =>
    change(program, choice, () => ({
      ...pick(choice.images, choice.draw),
      ...greeting(choice),
      path: `/all-${choice.serial}/*`,
    })),
};

/** The program with one of its services changed. */
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

/** The same numbers for the same seed: mulberry32. */
function numbers(seed: number): Draw {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}
