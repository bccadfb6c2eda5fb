import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { relay } from "./relay";

/** Starts Debian's Chromium, which `npm test` installs there. */
const PROGRAM = require.resolve("./chromium-apart.mjs");

const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/**
 * Starts a browser without a window. `*.localhost` leads to one port of this machine.
 *
 * The browser has a network of its own, in which nothing changes: Chromium drops its connections with
 * `ERR_NETWORK_CHANGED` when the machine gets an address, as with each Docker network of another test.
 */
export async function startChromium(port: number): Promise<Browser> {
  const dir = mkdtempSync(join(tmpdir(), "chromium-"));
  const path = join(dir, "socket");
  const { stop } = await relay({ path }, { port, host: "127.0.0.1" });
  const env = { ...process.env, APART_PORT: String(port), APART_SOCKET: path };
  const browser = await chromium.launch({ executablePath: PROGRAM, args: ["--no-sandbox"], env });
  browser.on("disconnected", () => {
    stop();
    rmSync(dir, { recursive: true });
  });
  return browser;
}

/** A page, and what went on in it. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors and warnings of the console, exceptions, and violations of the Content-Security-Policy. */
  readonly complaints: string[];
  /** The URLs of all requests. */
  readonly requests: string[];
}

/** Opens a URL, whatever CA its certificate is from. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, ...options });
  // The page shows a change within seconds; on a busy machine Docker takes its time to make it.
  context.setDefaultTimeout(300_000);
  const page = await context.newPage();
  const watched: WatchedPage = { page, complaints: [], requests: [] };
  page.on("request", (request) => watched.requests.push(request.url()));
  page.on("pageerror", (error) => watched.complaints.push(String(error)));
  page.on("dialog", (dialog) => {
    watched.complaints.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("console", (message) => {
    if (message.type() !== "log") watched.complaints.push(`${message.type()} ${message.text()}`);
  });
  await page.goto(url);
  return watched;
}

/** The findings of axe on a page: the rule, and the elements that break it. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate<{ id: string; nodes: { html: string }[] }[]>(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}
