// Opens a URL in the person's browser.
import spawn from "cross-spawn";

/** The command that opens a URL in a browser; `undefined` where there is no display. */
export function browserCommand(
  url: string,
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): readonly [string, ...string[]] | undefined {
  if (platform === "darwin") return ["open", url];
  // Windows' own way without a shell, which would read "&" in a URL.
  if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler", url];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ["xdg-open", url] : undefined;
}

/** Opens a URL; returns whether a browser was there to open it. */
export function openInBrowser(url: string): Promise<boolean> {
  const [program, ...args] = browserCommand(url) ?? [];
  if (program === undefined) return Promise.resolve(false);
  return new Promise((done) => {
    const child = spawn(program, args, { stdio: "ignore", detached: true });
    child.once("error", () => done(false));
    child.once("spawn", () => {
      child.unref();
      done(true);
    });
  });
}
