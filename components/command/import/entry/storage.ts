import { list, object } from "../../code/code";
import { fieldOf, itemsOf, type Located } from "../../compose/tree";
import { hostPath, mountOf } from "../carriers/mounts";
import type { Target } from "../target";

/** Sets where the proxy keeps its data, and the folders that it reads. */
export function carryStorage(service: Located, to: Target): void {
  const directories: string[] = [];
  for (const item of itemsOf(fieldOf(service, "volumes"))) {
    const { type, source, target } = mountOf(item);
    if (/docker\.sock$/.test(source ?? "")) {
      if (source !== "/var/run/docker.sock") to.set("dockerSocket", source);
      continue;
    }
    const argument = { "/data": "data", "/config": "config" }[target];
    const volume = source === undefined ? undefined : to.project.volumeName(source);
    if (argument !== undefined && type === "bind") {
      to.set(argument, object({ directory: hostPath(source ?? "", to) }));
      to.note(
        item.at,
        argument,
        "the hardened proxy runs as user 65532, which must be able to write the folder.",
      );
    } else if (argument !== undefined && volume !== undefined && to.project.adoptVolumes) {
      to.set(argument, object({ volume }));
    } else if (argument === undefined && type === "bind" && hostPath(source ?? "", to) === target) {
      to.set("directories", list([...directories, target]));
      directories.push(target);
    } else if (argument === undefined) {
      to.left(
        item.at,
        `volumes ${target}`,
        "the proxy reads folders of the Docker host at their own path: give it directories, and name that path in root and file_server.",
      );
    }
  }
}
