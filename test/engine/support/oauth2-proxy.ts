import { goImages } from "./go-image";

/** Builds an image of oauth2-proxy, with the entry point and the user of the official one. */
export async function oauth2ProxyImage(): Promise<string> {
  const { test } = await goImages({
    folder: "oauth2-proxy",
    package: "github.com/oauth2-proxy/oauth2-proxy/v7",
    program: "oauth2-proxy",
    builds: { test: [] },
  });
  return test;
}
