import type { z } from "zod";
import { DeployMode } from "../network/deploy-mode";
import type { AccessLog } from "./access-log";
import type { CaddySettings } from "./plugin-settings";
import { Publish } from "./publish";

/** The arguments of an entry point that decide whether it can be two containers. */
interface Given {
  readonly network?: unknown;
  readonly hardened?: boolean;
  readonly publish?: string;
  readonly settings?: CaddySettings;
  readonly controllerLimits?: unknown;
  readonly accessLog?: AccessLog;
}

/** The folder in the server's container that it can write. */
const WRITABLE = "/data/";

/** Settings of the plugin that are the parts of a split by hand. */
const OWN_PARTS = ["mode", "controllerNetwork", "admin"] as const;

const INSTEAD = "; hardened: false gives one container, as it was";

/** Reports what can't be beside a server and a controller, and what needs them. */
export function hardeningProblems(given: Given, context: z.RefinementCtx): void {
  // There it is always two, and what can't be is said with the rest of it.
  if (Object(given.network).mode === DeployMode.Swarm) return;
  const { hardened, publish, settings = {}, controllerLimits, accessLog } = given;
  const report = (path: string[], message: string) =>
    context.addIssue({ code: "custom", path, message });
  const onHost = publish === Publish.HostNetwork;
  if (hardened === true && onHost) {
    report(
      ["hardened"],
      'must be left out where publish is "host-network": on the Docker host\'s own network the ' +
        "controller can't reach the server without everybody else reaching it",
    );
  }
  const split = hardened !== false && !onHost;
  if (!split && controllerLimits !== undefined) {
    report(["controllerLimits"], "must be left out where there is no controller: see hardened");
  }
  if (!split) return;
  for (const key of OWN_PARTS.filter((part) => settings[part] !== undefined)) {
    report(
      ["settings", key],
      `must be left out where the proxy is a server and a controller, which have their own${INSTEAD}`,
    );
  }
  if (settings.dockerSockets?.some((socket) => !socket.startsWith("unix:"))) {
    report(
      ["settings", "dockerSockets"],
      `must be sockets, "unix://…": the controller has no network but its own${INSTEAD}`,
    );
  }
  const path = accessLog?.file?.path;
  if (path?.startsWith("/") && !path.startsWith(WRITABLE)) {
    report(
      ["accessLog", "file", "path"],
      `must be below ${WRITABLE}, all that a hardened proxy can write${INSTEAD}`,
    );
  }
}
