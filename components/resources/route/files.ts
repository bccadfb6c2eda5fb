// The files of a route in the proxy: those that its labels refer to, and the release files.

import { readFile, writeFiles } from "../../docker/files/files";
import { type Engine, unlessMissing } from "../../docker/host/engine";
import { FILES, VOLUME } from "../../docker/routes/probe";
import type { RouteProps } from "./props";

/** Writes files below `FILES`. */
export async function writeRouteFiles(
  engine: Engine,
  { proxy }: Pick<RouteProps, "proxy">,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const entries = Object.entries(files).map(([path, content]) => [`${FILES}/${path}`, content]);
  if (entries.length > 0) await writeFiles(engine, proxy, VOLUME, Object.fromEntries(entries));
}

/** The names of the containers that serve, by upstream file. */
export async function releaseFiles(engine: Engine, { releases }: RouteProps) {
  const named = Object.entries(releases).map(async ([file, container]) => {
    return [file, await nameOf(engine, container)] as const;
  });
  return Object.fromEntries(await Promise.all(named));
}

/** The name of a container. */
export async function nameOf(engine: Engine, container: string): Promise<string> {
  const { Name: name } = await engine.getContainer(container).inspect();
  return name.slice(1);
}

/** The entries of `releases` whose file in the proxy names their container. */
export async function releasesFound(engine: Engine, props: RouteProps) {
  const found = Object.entries(props.releases).map(async ([file, container]) => {
    const wanted = await nameOf(engine, container).catch(unlessMissing);
    if (wanted === undefined) return [];
    const text = await readFile(engine, props.proxy, `${VOLUME}/${FILES}/${file}`);
    return text === wanted ? [[file, container] as const] : [];
  });
  return Object.fromEntries((await Promise.all(found)).flat());
}
