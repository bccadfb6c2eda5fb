import type { ProxyState, ToxiproxyApi } from "./api";
import { type CliConnection, cliCommands } from "./cli-commands";
import type { ListedProxy } from "./cli-output";
import { closedAddress, listenAddress, listenPort } from "./proxies";
import { ToxiproxyError, unlessMissing } from "./transport";

/**
 * The API of a server through its own `toxiproxy-cli`, for where that can be run but nothing be sent.
 * Nothing is asked yet.
 *
 * What the API does at once takes several commands here, between which a proxy takes no connection
 * that it should not take. It tells a toxicity by two decimals only, and can't delete a proxy that
 * answers nothing any more.
 */
export function toxiproxyCli(connection: CliConnection): ToxiproxyApi {
  const { server } = connection;
  const cli = cliCommands(connection);

  const found = async (name: string) => (await cli.list()).find((proxy) => proxy.name === name);

  async function withToxics({ count, ...settings }: ListedProxy): Promise<ProxyState> {
    return { ...settings, toxics: count === 0 ? [] : await cli.inspect(settings.name) };
  }

  /** Each command that changes an address enables the proxy, so that happens where nobody connects. */
  async function moveClosed(name: string, port: number, upstream: string): Promise<void> {
    await cli.change(name, closedAddress(port), upstream);
    await cli.disable(name);
  }

  return {
    version: cli.version,
    settings: cli.list,
    proxies: async () => {
      const states: Record<string, ProxyState> = {};
      // One after the other: each command is a process beside the server, within its limits.
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
