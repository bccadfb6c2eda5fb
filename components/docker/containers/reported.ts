import type { Engine } from "../host/engine";

type Dial = Engine["modem"]["dial"];

/** A request of the client to the engine. */
type Question = Parameters<Dial>[0];

/** An error response of the engine. */
interface Refused extends Error {
  readonly statusCode: number;
  readonly json?: { readonly message?: string };
}

/** The action of a request, and its object. */
interface Attempt {
  readonly kind: string;
  /** Its id or name; empty where the program knows none. */
  readonly id: string;
  readonly action: string;
}

const THING = /^\/(container|service)s\/([^/?]*)(?:\/([a-z]+))?/;

/** The verb for each request, by method and action; the object's name follows. */
const ATTEMPTS: Readonly<Record<string, string>> = {
  "GET json": "inspect",
  GET: "inspect",
  "GET logs": "read the log of",
  "GET archive": "read files of",
  "PUT archive": "write files into",
  "POST create": "create",
  "POST start": "start",
  "POST stop": "stop",
  "POST restart": "restart",
  "POST update": "update",
  "POST exec": "run a program in",
  DELETE: "remove",
};

/**
 * Makes every error of the engine name the object, the action and Docker's own words. It rejects an
 * empty id, which would make another request.
 */
export function telling(engine: Engine): Engine {
  const dial: Dial = engine.modem.dial.bind(engine.modem);
  engine.modem.dial = (question, reply = () => undefined) => {
    const attempt = attemptOf(question);
    if (attempt?.id === "") {
      reply(refusal(`no ${attempt.kind} has an empty id`, 404), null);
      return;
    }
    dial(question, (error, data) => {
      if (!isRefused(error)) {
        reply(error, data);
        return;
      }
      const told = (name: string) => reply(tell(error, question, attempt, name), null);
      if (attempt === undefined || error.statusCode === 404) told(shortened(attempt?.id ?? ""));
      else nameOf(dial, attempt, told);
    });
  };
  return engine;
}

/** Docker's own words in an error of the engine's. */
export function wordsOf(error: unknown): string {
  if (isRefused(error) && typeof error.json?.message === "string") return error.json.message;
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^\(HTTP code \d+\) [^-]* - /, "").trim();
}

/** An id as Docker shortens it; a name stays. */
export function shortened(id: string): string {
  return /^(sha256:)?[0-9a-f]{64}$/.test(id) ? id.replace("sha256:", "").slice(0, 12) : id;
}

function attemptOf({ path, options }: Question): Attempt | undefined {
  const [, kind, id, action = ""] = THING.exec(path) ?? [];
  if (kind === undefined || id === undefined || id === "json") return undefined;
  if (id !== "create") return { kind, id, action };
  const wanted = Object(options);
  const name = Reflect.get(wanted, "name") ?? Reflect.get(wanted, "Name");
  return { kind, id: typeof name === "string" ? name : "without a name", action: id };
}

/** The name of a container, or its id where the name is unknown. */
function nameOf(dial: Dial, { kind, id }: Attempt, done: (name: string) => void): void {
  if (kind !== "container" || shortened(id) === id) {
    done(id);
    return;
  }
  const question = { method: "GET", path: `/containers/${id}/json`, statusCodes: { 200: true } };
  dial(question, (error, found) => {
    const name = error ? undefined : Reflect.get(Object(found), "Name");
    done(typeof name === "string" ? name.slice(1) : shortened(id));
  });
}

function tell(
  error: Refused,
  { method, path }: Question,
  attempt: Attempt | undefined,
  name: string,
): Error {
  const words = wordsOf(error);
  const verb = attempt && ATTEMPTS[`${method} ${attempt.action}`.trim()];
  const what = verb ? `${verb} ${attempt.kind} ${name}` : `do ${method} ${path.split("?")[0]}`;
  return refusal(
    `Docker can't ${what}: ${words} (HTTP ${error.statusCode})`,
    error.statusCode,
    words,
  );
}

function refusal(message: string, statusCode: number, words = message): Refused {
  return Object.assign(new Error(message), { statusCode, json: { message: words } });
}

function isRefused(error: unknown): error is Refused {
  return error instanceof Error && typeof Reflect.get(error, "statusCode") === "number";
}
