import { type Html, html } from "./html";
import type { HostView, RouteView, ServiceView } from "./view";

/** A portal's page, with the images' references as strings. */
export interface PortalPage {
  /** `<project>/<stack>`. */
  readonly title: string;
  readonly hosts: readonly HostView[];
  readonly services: readonly PageService[];
  /** Whether the proxy reports when its certificates expire. */
  readonly certificates: boolean;
}

/** A service of the page. */
export interface PageService extends Omit<ServiceView, "images"> {
  readonly images: readonly { readonly label: string; readonly reference: string }[];
}

/** The page as HTML, a line for each fact, so that a preview shows a change as lines. */
export function pageOf(page: PortalPage): string {
  const { title, hosts, services } = page;
  const byKey = new Map(services.map((service) => [service.key, service]));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="icon.svg">
<link rel="stylesheet" href="portal.css">
<script type="module" src="portal.js"></script>
</head>
<body${page.certificates ? html` data-certificates` : undefined}>
<header>
<h1>${title}</h1>
<p id="summary" role="status">Health needs JavaScript.</p>
</header>
<main>
<section aria-labelledby="hosts">
<h2 id="hosts">Hosts</h2>
${hosts.map((host) => hostOf(host, byKey))}${hosts.length === 0 ? html`<p>No host leads anywhere yet.</p>\n` : undefined}</section>
<section aria-labelledby="services">
<h2 id="services">Services</h2>
${services.map(serviceOf)}</section>
</main>
</body>
</html>
`.text;
}

type ByKey = ReadonlyMap<string, PageService>;

function hostOf({ name, url, certificate, routes }: HostView, services: ByKey): Html {
  const title = url === undefined ? html`${name}` : html`<a href="${url}">${shownAddress(url)}</a>`;
  return html`<article>
<h3>${title}</h3>
${certificate === undefined ? undefined : certificateOf(name, certificate)}<ol>
${routes.map((route) => routeOf(route, services))}</ol>
</article>
`;
}

function certificateOf(name: string, kind: string): Html {
  return html`<p class="quiet">Certificate: ${kind}<span data-certificate="${hostName(name)}"></span></p>
`;
}

/** Features of routes that never reach their service. */
const ANSWERED = /^(redirect|fixed answer|abort|error)\b/;

function routeOf({ path, key, features }: RouteView, services: ByKey): Html {
  const service = services.get(key);
  const reached = service !== undefined && !features.some((each) => ANSWERED.test(each));
  const words = features.map((feature) => html` <span class="tag">${feature}</span>`);
  const state = reached ? stateOf(service) : undefined;
  return html`<li><code>${shownPath(path)}</code> <a href="#${key}">${service?.name ?? key}</a>${state}${words}</li>
`;
}

function serviceOf(service: PageService): Html {
  const { key, name, kind, images, replicas = 1, faults } = service;
  const several = replicas > 1 ? ` in ${replicas} containers` : "";
  const time = html`<time data-released="${name}">not known</time>`;
  const facts = [
    ...images.map(({ label, reference }) =>
      factOf(label, html`<code>${shownImage(reference)}</code>`),
    ),
    ...(images.length > 0 ? [factOf("released", time)] : []),
    ...faults.map((fault) => factOf("fault", html`${fault}`)),
  ];
  return html`<article id="${key}"${faults.length > 0 ? html` class="faulty"` : undefined}>
<h3>${name}${stateOf(service)}</h3>
<p class="quiet">${kind}${several}</p>
${facts.length === 0 ? undefined : html`<dl>\n${facts}</dl>\n`}</article>
`;
}

/** Where the page shows the health of a service, and which statuses are good: any below 500 by default. */
function stateOf({ key, health, healthPath, healthStatus }: PageService): Html | undefined {
  if (health === undefined) return undefined;
  const expected =
    healthPath === undefined ? undefined : html` data-expects="${healthStatus ?? "2xx"}"`;
  return html` <span class="state" data-health="${key}"${expected}>not known</span>`;
}

function factOf(label: string, value: Html): Html {
  return html`<dt>${label}</dt>
<dd>${value}</dd>
`;
}

/** A URL without its usual scheme. */
function shownAddress(url: string): string {
  return url.replace(/^https:\/\//, "");
}

/** The name in the certificate of an address. */
function hostName(address: string): string {
  return address.replace(/^\w+:\/\//, "").replace(/:\d+$/, "");
}

function shownPath(path: string): string {
  return path === "*" ? "/*" : path;
}

/** A reference with the first digits of its digest. */
function shownImage(reference: string): string {
  return reference.replace(/(@sha256:\w{12})\w+$/, "$1…");
}
