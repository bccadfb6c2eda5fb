import {
  closedAddress,
  listenAddress,
  listenPort,
  type ProxyState,
  type ToxiproxyApi,
} from "./api";
import { type CliConnection, cliCommands, type ListedProxy } from "./cli-commands";
import { ToxiproxyError, unlessMissing } from "./transport";

/**
 * The API of a server through its own `toxiproxy-cli`, for hosts where Pulumi can run that program but
 * not reach the API. Runs nothing yet.
 *
 * One request of the API can take several commands here; between them a proxy takes no connection that
 * it should not. The program reports a toxicity with two decimals, and can't delete a proxy that no
 * longer answers.
 */
export function toxiproxyCli(connection: CliConnection): ToxiproxyApi {
  const { server } = connection;
  const cli = cliCommands(connection);

  const found = async (name: string) => (await cli.list()).find((proxy) => proxy.name === name);

  async function withToxics({ count, ...settings }: ListedProxy): Promise<ProxyState> {
    return { ...settings, toxics: count === 0 ? [] : await cli.inspect(settings.name) };
  }

  /** Each command that changes an address enables the proxy, so do it where clients can't connect. */
  async function moveClosed(name: string, port: number, upstream: string): Promise<void> {
    await cli.change(name, closedAddress(port), upstream);
    await cli.disable(name);
  }

  return {
    version: cli.version,
    settings: cli.list,
    proxies: async () => {
      const states: Record<string, ProxyState> = {};
      // One after the other: each command is a process in the server's container, within its limits.
      for (const proxy of await cli.list()) states[proxy.name] = await withToxics(proxy);
      return states;
    },
    proxy: async (name) => {
      const proxy = await found(name);
      return proxy && withToxics(proxy);
    },
    createProxy: async ({ name, port, upstream, enabled = true }) => {
      await cli.create(name, enabled ? listenAddress(port) : closedAddress(port), upstream);
      if (!enabled) await cli.disable(name);
    },
    patchProxy: async (name, change) => {
      const is = await found(name);
      if (is === undefined) throw new ToxiproxyError(`${server}: 404 no proxy "${name}"`, 404);
      const { port = listenPort(is.listen), upstream = is.upstream } = change;
      if (change.enabled ?? is.enabled) {
        return cli.change(name, listenAddress(port), upstream);
      }
      if (is.enabled) await cli.disable(name);
      const moves = port !== listenPort(is.listen) || upstream !== is.upstream;
      if (moves) await moveClosed(name, port, upstream);
    },
    deleteProxy: async (name) => unlessMissing(cli.delete(name)),
    addToxic: cli.addToxic,
    patchToxic: cli.updateToxic,
    removeToxic: async (proxy, name) => unlessMissing(cli.removeToxic(proxy, name)),
  };
}
