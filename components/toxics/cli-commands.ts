import type { ToxicBody } from "./body";
import { type ListedProxy, listedProxies, listedToxics } from "./cli-output";
import { API_NAME } from "./names";
import { reasonOf, STUCK, ToxiproxyError } from "./transport";

/** How a program has ended, and what it has written. */
export interface CliEnd {
  readonly code: number;
  readonly output: string;
  /** What it wrote to its error output. */
  readonly errors: string;
}

/** A server, and the program that calls it. */
export interface CliConnection {
  /** What messages call the server. */
  readonly server: string;
  /** URL of its API, from where the program runs. */
  readonly url: string;
  /** Runs `toxiproxy-cli` with these arguments until it ends. */
  readonly run: (args: readonly string[]) => Promise<CliEnd>;
}

/**
 * The commands of `toxiproxy-cli`, one each. They change only what has a name as the schema of a toxic
 * wants it, since the program puts names into URLs as they stand. Each throws ToxiproxyError.
 */
export interface CliCommands {
  version(): Promise<string>;
  list(): Promise<readonly ListedProxy[]>;
  inspect(proxy: string): Promise<readonly ToxicBody[]>;
  /** Makes a proxy, enabled. */
  create(proxy: string, listen: string, upstream: string): Promise<void>;
  /** Has one that is there listen and lead elsewhere, and enables it. */
  change(proxy: string, listen: string, upstream: string): Promise<void>;
  /** Disables one that is enabled. */
  disable(proxy: string): Promise<void>;
  delete(proxy: string): Promise<void>;
  addToxic(proxy: string, toxic: ToxicBody): Promise<void>;
  updateToxic(proxy: string, toxic: ToxicBody): Promise<void>;
  removeToxic(proxy: string, toxic: string): Promise<void>;
}

/** What commands print where they have changed something. */
const DONE = /^(Created|Deleted|Added|Updated|Removed) /;
const DISABLED = / is now disabled$/m;

/** The commands for one server. Nothing is asked yet. */
export function cliCommands({ server, url, run }: CliConnection): CliCommands {
  /** @param at where the program takes the API to be. */
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

  /** A change of what has these names, which prints this once it is done. */
  async function set(names: readonly string[], args: readonly string[], done = DONE, at?: string) {
    const odd = names.find((name) => !API_NAME.test(name));
    if (odd !== undefined) throw untellable(server, odd);
    await call(args, (output) => done.exec(output) ?? undefined, at);
  }

  return {
    version: () => call(["--version"], (output) => / version (\S+)/.exec(output)?.[1]),
    list: () => call(["list"], listedProxies),
    inspect: (proxy) => call(["inspect", "--", encodeURIComponent(proxy)], listedToxics),
    create: (proxy, listen, upstream) => set([proxy], createArgs(proxy, listen, upstream)),
    // No command is for that. `create` sends all of it to `<host>/proxies`, and where the host ends in
    // "#" what stands before that is the whole address.
    change: (proxy, listen, upstream) =>
      set([proxy], createArgs(proxy, listen, upstream), DONE, `${url}/proxies/${proxy}#`),
    disable: (proxy) => set([proxy], ["toggle", proxy], DISABLED),
    delete: (proxy) => set([proxy], ["delete", proxy]),
    addToxic: (proxy, toxic) => {
      const kind = [`--type=${toxic.type}`, `--${toxic.stream}`];
      return set([proxy, toxic.name], ["toxic", "add", ...kind, ...toxicArgs(proxy, toxic)]);
    },
    updateToxic: (proxy, toxic) =>
      set([proxy, toxic.name], ["toxic", "update", ...toxicArgs(proxy, toxic)]),
    removeToxic: (proxy, name) =>
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

/** The server's status and words where it said something, else those of the program. */
function failure({ code, output, errors }: CliEnd): ToxiproxyError {
  const said = errors.trim() || output.trim() || `it exited with ${code}`;
  const [, status, words] = /HTTP (\d{3}): (.*)/.exec(said) ?? [];
  if (status !== undefined) return new ToxiproxyError(`${status} ${words}`, Number(status));
  return new ToxiproxyError(said.includes("invalid character '<'") ? STUCK : said);
}

function untellable(server: string, name: string): ToxiproxyError {
  return new ToxiproxyError(
    `${server}: ${JSON.stringify(name)} is no name that toxiproxy-cli can tell. Rename it, or reach ` +
      "the Docker host by ssh.",
  );
}
