import { API_NAME, type ProxySettings } from "./api";
import type { ToxicBody } from "./body";
import { reasonOf, STUCK, ToxiproxyError } from "./transport";

/** The exit code and the output of a program. */
export interface CliEnd {
  readonly code: number;
  readonly output: string;
  /** Its error output. */
  readonly errors: string;
}

/** A server, and the program that calls it. */
export interface CliConnection {
  /** The server's name in messages. */
  readonly server: string;
  /** URL of its API, from where the program runs. */
  readonly url: string;
  /** Runs `toxiproxy-cli` with these arguments until it ends. */
  readonly run: (args: readonly string[]) => Promise<CliEnd>;
}

/** A proxy as `list` prints it. */
export interface ListedProxy extends ProxySettings {
  /** How many toxics it has. */
  readonly count: number;
}

/** What a command prints after a change. */
const DONE = /^(Created|Deleted|Added|Updated|Removed) /;
const DISABLED = / is now disabled$/m;

/**
 * The commands of `toxiproxy-cli` for one server, one each. They change only things with a valid name,
 * since the program puts names into URLs unescaped. Each throws ToxiproxyError.
 */
export function cliCommands({ server, url, run }: CliConnection) {
  /** @param at the address of the API for the program. */
  async function call<T>(
    args: readonly string[],
    read: (output: string) => T | undefined,
    at = url,
  ): Promise<T> {
    const what = `${server}: toxiproxy-cli ${args.join(" ")}`;
    try {
      const end = await run(["--host", at, ...args]);
      const answer = end.code === 0 ? read(end.output) : undefined;
      if (answer !== undefined) return answer;
      throw failure(end);
    } catch (error) {
      const { status } = error as { status?: number };
      throw new ToxiproxyError(`${what}: ${reasonOf(error)}`, status);
    }
  }

  /** Runs a command that changes things with these names, and prints `done`. */
  async function set(names: readonly string[], args: readonly string[], done = DONE, at?: string) {
    const odd = names.find((name) => !API_NAME.test(name));
    if (odd !== undefined) throw unsupportedName(server, odd);
    await call(args, (output) => done.exec(output) ?? undefined, at);
  }

  return {
    version: () => call(["--version"], (output) => / version (\S+)/.exec(output)?.[1]),
    list: () => call(["list"], listedProxies),
    inspect: (proxy: string) => call(["inspect", "--", encodeURIComponent(proxy)], listedToxics),
    /** Creates a proxy, enabled. */
    create: (proxy: string, listen: string, upstream: string) =>
      set([proxy], createArgs(proxy, listen, upstream)),
    /**
     * Changes a proxy, and enables it. No command does that: `create` sends all of it to
     * `<host>/proxies`, and the "#" makes the program take what precedes it as the whole address.
     */
    change: (proxy: string, listen: string, upstream: string) =>
      set([proxy], createArgs(proxy, listen, upstream), DONE, `${url}/proxies/${proxy}#`),
    /** Disables an enabled proxy. */
    disable: (proxy: string) => set([proxy], ["toggle", proxy], DISABLED),
    delete: (proxy: string) => set([proxy], ["delete", proxy]),
    addToxic: (proxy: string, toxic: ToxicBody) => {
      const kind = [`--type=${toxic.type}`, `--${toxic.stream}`];
      return set([proxy, toxic.name], ["toxic", "add", ...kind, ...toxicArgs(proxy, toxic)]);
    },
    updateToxic: (proxy: string, toxic: ToxicBody) =>
      set([proxy, toxic.name], ["toxic", "update", ...toxicArgs(proxy, toxic)]),
    removeToxic: (proxy: string, name: string) =>
      set([proxy, name], ["toxic", "remove", `--toxicName=${name}`, proxy]),
  };
}

function createArgs(proxy: string, listen: string, upstream: string): string[] {
  return ["create", `--listen=${listen}`, `--upstream=${upstream}`, proxy];
}

function toxicArgs(proxy: string, { name, toxicity, attributes }: ToxicBody): string[] {
  const values = Object.entries(attributes).map(([key, value]) => `--attribute=${key}=${value}`);
  return [`--toxicName=${name}`, `--toxicity=${toxicity}`, ...values, proxy];
}

/** The server's status and words where it answered, else the program's own. */
function failure({ code, output, errors }: CliEnd): ToxiproxyError {
  const said = errors.trim() || output.trim() || `it exited with ${code}`;
  const [, status, words] = /HTTP (\d{3}): (.*)/.exec(said) ?? [];
  if (status !== undefined) return new ToxiproxyError(`${status} ${words}`, Number(status));
  return new ToxiproxyError(said.includes("invalid character '<'") ? STUCK : said);
}

function unsupportedName(server: string, name: string): ToxiproxyError {
  return new ToxiproxyError(
    `${server}: toxiproxy-cli does not support the name ${JSON.stringify(name)}. Rename it, or reach ` +
      "the Docker host by ssh.",
  );
}

// toxiproxy-cli 2.12.0 prints these lines to a pipe (cmd/cli/cli.go). A name that someone chose by hand
// may hold a tab, so lines are read from their end.

/** `shop	[::]:20001	shop-1:8080	enabled	2` */
const PROXY = /^(.+)\t([^\t]*)\t([^\t]*)\t(enabled|disabled)\t(\d+)$/;

/** `name	type=latency	stream=downstream	toxicity=1.00	attributes=[	jitter=0	latency=200	]` */
const TOXIC = /^(.*)\ttype=(\S*)\tstream=(\S*)\ttoxicity=(\S+)\tattributes=\[(.*)\t\]$/;

/**
 * The proxies in the output of `list`.
 *
 * @throws Error with a line of another form.
 */
export function listedProxies(output: string): ListedProxy[] {
  return fieldsOf(output, PROXY).map(
    ([, name = "", listen = "", upstream = "", enabled, count]) => {
      return { name, listen, upstream, enabled: enabled === "enabled", count: Number(count) };
    },
  );
}

/**
 * The toxics in the output of `inspect`, which rounds their toxicity to two decimals.
 *
 * @throws Error with a line of another form.
 */
export function listedToxics(output: string): ToxicBody[] {
  return fieldsOf(output, TOXIC).map(
    ([, name = "", type = "", stream = "", toxicity, values = ""]) => {
      return { name, type, stream, toxicity: Number(toxicity), attributes: attributesOf(values) };
    },
  );
}

/** The attributes in `	jitter=0	latency=1e+06`. */
function attributesOf(values: string): Record<string, number> {
  const pairs = values.split("\t").slice(1);
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      return [pair.slice(0, at), Number(pair.slice(at + 1))];
    }),
  );
}

function fieldsOf(output: string, form: RegExp): RegExpExecArray[] {
  const lines = output.split("\n").filter((line) => line !== "");
  return lines.map((line) => {
    const found = form.exec(line);
    if (found === null)
      throw new Error(`unexpected output, unlike that of version 2.12.0: ${line}`);
    return found;
  });
}
