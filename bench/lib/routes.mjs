// Creates routes that the proxy itself answers, on route-holders, and waits until they answer.
import { request } from "node:http";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { imageReferences } from "../../toolchain/lib/images.mjs";
import { loadTypeScript } from "../../toolchain/lib/typescript.mjs";

const { connect } = loadTypeScript("components/docker/host/client");
const { resolveDockerHost } = loadTypeScript("components/docker/host/host");

/** The label prefix, and the prefix of every name. */
export const NAME = "gatehouse-bench-routes";
/** The proxy's published port, on the loopback address. */
export const PORT = 28080;
export const engine = connect(resolveDockerHost());
export const image = imageReferences().caddy;

/** Creates a route-holder for these hosts, without starting it. */
export function hold(hosts) {
  const labels = hosts.flatMap((host, index) => [
    [`${NAME}_${index}`, `http://${host}`],
    [`${NAME}_${index}.respond`, `"${host}" 200`],
  ]);
  return engine.createContainer({
    Image: image,
    Labels: Object.fromEntries(labels),
    HostConfig: { NetworkMode: "none" },
  });
}

/** Whether a host's route answers. */
export function answers(host) {
  return new Promise((resolve) => {
    const sent = request({ host: "127.0.0.1", port: PORT, headers: { Host: host } }, (response) => {
      let body = "";
      response.on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => resolve(body.includes(host)));
    });
    sent.on("error", () => resolve(false));
    sent.end();
  });
}

/** Waits until a host's route answers; returns the milliseconds. */
export async function waitForAnswer(host) {
  const start = performance.now();
  while (!(await answers(host))) await sleep(5);
  return performance.now() - start;
}
