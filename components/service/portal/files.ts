// The files of a portal's page on the proxy's volume.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { CaddyProxy } from "../../caddy/caddy-proxy";
import { folder } from "../../caddy/routing/upstream-files";
import { owner } from "../../declare/owner";
import { ReleaseTimes } from "../../resources/release-times";
import { SiteFiles } from "../../resources/site-files";
import { givenContent } from "../../resources/site-files/content";
import { type PageService, pageOf } from "./page";
import type { PortalView, ServiceView } from "./view";

/** The path leads there from `components/` and, in the package, from `dist/`. */
const FOLDER = join(__dirname, "../../../portal");

const STATIC = ["icon.svg", "portal.css", "portal.js"];

/** The name of a portal's folder on the proxy's volume. */
export function portalFolder(name: string): string {
  return folder(`portal/${name}`);
}

/** Declares the files of the page. */
export function declarePage(
  name: string,
  entry: CaddyProxy,
  view: PortalView,
  certificates: boolean,
  parent: pulumi.ComponentResource,
): pulumi.Resource {
  const { times } = new ReleaseTimes(name, entry.running, parent);
  const services = pulumi.all(view.services.map(withImages));
  const page = services.apply((services) =>
    pageOf({ title: owner(), hosts: view.hosts, services, certificates }),
  );
  const content = pulumi.output({
    ...Object.fromEntries(STATIC.map((file) => [file, source(file)])),
    "index.html": page,
    "releases.json": times.apply((known) => `${JSON.stringify(known, undefined, 1)}\n`),
  });
  const args = {
    folder: portalFolder(name),
    source: { content },
    found: content.apply(givenContent),
  };
  return new SiteFiles(name, { entry, ...args }, parent);
}

/** A file of the page. Line ends don't count: Git may change them. */
function source(file: string): string {
  return readFileSync(join(FOLDER, file), "utf8").replaceAll("\r\n", "\n");
}

function withImages(service: ServiceView): pulumi.Output<PageService> {
  const images = service.images.map(({ label, reference }) =>
    shown(reference).apply((known) => ({ label, reference: known })),
  );
  return pulumi.all(images).apply((known) => ({ ...service, images: known }));
}

/** A reference, unless it is a secret. */
function shown(reference: pulumi.Input<string>): pulumi.Output<string> {
  if (typeof reference === "string") return pulumi.output(reference);
  const given = pulumi.output(reference);
  const known = pulumi.output(pulumi.isSecret(given));
  return pulumi
    .all([known, pulumi.unsecret(given)])
    .apply(([secret, text]) => (secret ? "a secret" : text));
}
