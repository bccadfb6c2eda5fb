// @ts-check
// The text that quickstart prints at its end.
import { indent } from "./failures.mjs";

/**
 * @typedef {object} Facts
 * @property {string[]} urls
 * @property {string} [reply] the answer of the first URL
 * @property {string} [root] the file with the root certificate of the local CA
 * @property {NodeJS.Platform} [platform]
 */

/**
 * @param {Facts} facts
 * @returns {string}
 */
export function report({ urls, reply, root, platform = process.platform }) {
  const [url = ""] = urls;
  const parts = [
    reply
      ? `${url} answers through the proxy:\n\n${indent(reply)}`
      : "The proxy runs; no service is deployed.",
    urls.length > 0 ? `URLs:\n${indent(urls.join("\n"))}` : "",
    root && url ? trust(url, root, platform) : "",
    "Change something: npm run pulumi -- preview --diff\nTake it down:     npm run teardown",
  ];
  return parts.filter(Boolean).join("\n\n");
}

/**
 * @param {string} url
 * @param {string} root
 * @param {NodeJS.Platform} platform
 */
function trust(url, root, platform) {
  return [
    "The certificate comes from the proxy's own CA, which your machine does not trust.",
    "Send a request without checking it:",
    indent(`curl -k ${url}`),
    "Check the certificate against its root for this one request:",
    indent(`curl --cacert "${root}" ${url}`),
    "Trust it on this machine, for browsers too:",
    indent(trustCommands(root, platform)),
  ].join("\n");
}

/**
 * @param {string} root
 * @param {NodeJS.Platform} platform
 */
export function trustCommands(root, platform) {
  if (platform === "win32") return `certutil -addstore -user Root "${root}"`;
  if (platform === "darwin") {
    return `sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain "${root}"`;
  }
  return [
    `sudo cp "${root}" /usr/local/share/ca-certificates/gatehouse.crt && sudo update-ca-certificates`,
    "Firefox and Chrome keep their own list: import the file in their certificate settings.",
  ].join("\n");
}
