import { Readable } from "node:stream";
import Docker from "dockerode";
import { type Entry, readTar, writeTar } from "../../../components/docker/files/files";
import type { Engine } from "../../../components/docker/host/engine";
import { piece } from "../../support/pieces";

const AT = "2026-11-23T13:00:00.500000000Z";

/** A base Caddyfile, which each container has. */
export const BASE = { path: "/base", text: "base.localhost {\n\trespond base\n}\n" };

/** A file or folder of an archive. */
function entry(name: string, text = ""): Entry {
  const type = name.endsWith("/") ? "directory" : "file";
  return { name, type, mode: 0o755, changed: new Date(), content: Buffer.from(text) };
}

/** What Docker reads at the paths of each container. */
const ARCHIVES: Readonly<Record<string, readonly Entry[]>> = {
  [BASE.path]: [entry("base", BASE.text)],
  "/run/secrets": [entry("secrets/"), entry("secrets/a/"), entry("secrets/a/key", "canary")],
};

/** A container as Docker lists it, and as it describes it. */
export interface Present {
  readonly listed: { readonly Id: string };
  readonly inspected: object;
}

/** Errors that a container wrote, as Docker sends them. */
const written = (text: string) => piece(Buffer.from(text), 2);

/**
 * An engine with these containers and a Caddy that refuses some configurations, and its requests.
 *
 * @param refusal why Caddy refuses a Caddyfile; `undefined` when it accepts it.
 * @param settings of the plugin.
 * @param log lines of the controller, each with its time.
 */
export function engineWith(
  services: readonly Present[],
  refusal: (text: string) => string | undefined,
  settings: readonly string[] = ["CADDY_DOCKER_PROCESS_CADDYFILE=false"],
  log: () => readonly string[] = () => [],
) {
  const asked: { spec: object; text: string }[] = [];
  const copied: string[] = [];
  let removed = 0;
  const env = ["CADDY_DOCKER_LABEL_PREFIX=p", "CADDY_INGRESS_NETWORKS=net", ...settings];
  const parts: Record<string, object> = {
    controller: { Config: { Env: env } },
    server: {
      Image: "sha256:caddy",
      Path: "/bin/caddy",
      Config: { Env: ["A=1"], User: "65532", Labels: { "gatehouse.stack": "1", team: "web" } },
      State: { Running: true },
      Mounts: [
        { Type: "volume", Name: "data", Source: "/var/lib", Destination: "/data", RW: true },
        { Type: "bind", Source: "/srv/a", Destination: "/srv/a", RW: false },
        { Type: "bind", Source: "/run/docker.sock", Destination: "/var/run/docker.sock", RW: true },
        { Type: "volume", Name: "secrets", Source: "", Destination: "/run/secrets", RW: true },
        { Type: "tmpfs", Source: "", Destination: "/tmp", RW: true },
      ],
    },
  };
  const trial = () => {
    const words = refusal(asked.at(-1)?.text ?? "");
    return { State: { Running: false, ExitCode: words === undefined ? 0 : 1 } };
  };
  const engine = {
    modem: new Docker().modem,
    // No container is a route-holder.
    listContainers: async ({ filters }: { filters?: object }) =>
      filters === undefined ? services.map(({ listed }) => listed) : [],
    createContainer: async (spec: object) => {
      asked.push({ spec, text: "" });
      return {
        id: "trial",
        start: async () => undefined,
        inspect: async () => trial(),
        remove: async () => {
          removed += 1;
        },
      };
    },
    getContainer: (id: string) => ({
      inspect: async () => parts[id] ?? services.find(({ listed }) => listed.Id === id)?.inspected,
      getArchive: async ({ path }: { path: string }) => {
        const entries = ARCHIVES[path];
        if (entries === undefined) throw Object.assign(new Error(path), { statusCode: 404 });
        return Readable.from([await writeTar(entries, { uid: 0, gid: 0 })]);
      },
      putArchive: async (archive: Buffer) => {
        const files = await readTar(Readable.from([archive]));
        const last = asked.at(-1);
        for (const { header, content } of files) {
          if (header.name !== "wanted.Caddyfile") copied.push(`${header.name} ${content}`);
          else if (last) last.text = String(content);
        }
      },
      logs: async () =>
        id === "controller"
          ? written(`${log().join("\n")}\n`)
          : written(`${AT} {"msg":"adapting"}\n${AT} ${refusal(asked.at(-1)?.text ?? "")}\n`),
    }),
  };
  return { engine: engine as unknown as Engine, asked, copied, removed: () => removed };
}
