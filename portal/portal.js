// The live part of the page. Each request goes to the entry point that served it.

/** Milliseconds between two requests for the health of a service, and between two for all else. */
const HEALTH = 5_000;
const REST = 60_000;
/** Milliseconds after which a service counts as one that does not answer. */
const PATIENCE = 10_000;

const summary = document.getElementById("summary");

/** The places that show the health of each service, by its key. */
const services = Map.groupBy(
  document.querySelectorAll("[data-health]"),
  ({ dataset }) => dataset.health,
);

/** Shows a text; the same text again would make screen readers repeat it. */
function show(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Requests a path of this page; `undefined` where the entry point itself does not answer. */
async function request(path) {
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(path, { cache: "no-cache", signal });
    return answer.ok ? await answer.text() : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a status is a good one: of a health check, or of `/`, which may require a login. */
function isGood(status, expects) {
  if (expects === undefined) return status < 500;
  return expects === "2xx" ? status >= 200 && status < 300 : status === Number(expects);
}

/** Shows the health of a service; returns whether it is up. */
async function updateHealth([key, places]) {
  const status = await request(`health/${key}`);
  const good = isGood(Number(status), places[0].dataset.expects);
  const answer = status === "none" ? "no answer" : good ? "up" : `answers ${status}`;
  for (const place of places) {
    place.dataset.state = status === undefined ? "unknown" : good ? "up" : "down";
    show(place, status === undefined ? "not known" : answer);
  }
  return good;
}

async function updateAllHealth() {
  const good = await Promise.all([...services].map(updateHealth));
  const up = good.filter(Boolean).length;
  show(summary, up === good.length ? `All ${up} are up` : `${up} of ${good.length} are up`);
}

const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const minute = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

async function updateReleases() {
  const times = JSON.parse((await request("releases.json")) ?? "{}");
  for (const element of document.querySelectorAll("[data-released]")) {
    const time = times[element.dataset.released];
    if (time === undefined) continue;
    element.dateTime = time;
    show(element, minute.format(new Date(time)));
  }
}

/** A line of the proxy's metrics for a certificate, with its host and the seconds of Unix time. */
const EXPIRY =
  /^caddy_tls_certificate_expiry_timestamp_seconds\{(?:.*,)?host="([^"]*)".*\} (\S+)$/gm;

async function updateCertificates() {
  const metrics = (await request("certificates")) ?? "";
  const ends = new Map([...metrics.matchAll(EXPIRY)].map(([, host, end]) => [host, Number(end)]));
  for (const element of document.querySelectorAll("[data-certificate]")) {
    const host = element.dataset.certificate;
    const end = ends.get(host) ?? ends.get(host.replace(/^[^.]+/, "*"));
    if (end !== undefined) show(element, `, until ${day.format(new Date(end * 1000))}`);
  }
}

/** Runs now and again after each interval, but only while somebody sees the page. */
function repeat(update, interval) {
  let timer;
  const run = async () => {
    clearTimeout(timer);
    if (document.hidden) return;
    await update();
    clearTimeout(timer);
    timer = setTimeout(run, interval);
  };
  document.addEventListener("visibilitychange", run);
  run();
}

if (services.size > 0) repeat(updateAllHealth, HEALTH);
else show(summary, "No service can be asked");
repeat(updateReleases, REST);
if ("certificates" in document.body.dataset) repeat(updateCertificates, REST);
