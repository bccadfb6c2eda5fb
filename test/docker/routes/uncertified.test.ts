import { describe, expect, test } from "vitest";
import { watchCertificates } from "../../../components/docker/routes/uncertified";

const URL = "https://late.example.com/";
const UNCERTIFIED = { url: URL, problem: "alert internal error", uncertified: true };

/** A log in which Caddy has begun to get the certificate, and maybe failed. */
const logOf = (...messages: string[]) =>
  messages.map((message) => ({
    time: Date.now(),
    text: JSON.stringify({
      level: "info",
      msg: message,
      identifier: "late.example.com",
      ...(message === "will retry" && { retrying_in: 60, error: "connection refused" }),
    }),
  }));

const begun = () => logOf("obtaining certificate");
const failed = () => logOf("obtaining certificate", "will retry");

describe("a watch of certificates", () => {
  test("ends late where an attempt goes on, with a text for each host", async () => {
    const watch = watchCertificates(async () => begun());

    expect(await watch([UNCERTIFIED], false)).toBeUndefined();
    expect(await watch([UNCERTIFIED, UNCERTIFIED], true)).toEqual([
      "late.example.com has no certificate yet. Caddy is still getting one.",
    ]);
  });

  test("ends once each attempt has failed", async () => {
    const watch = watchCertificates(async () => failed());
    const look = () => watch([UNCERTIFIED], false);

    await expect.poll(look).toEqual([expect.stringMatching(/^late\.example\.com has no certif/)]);
  });

  test("does not end where anything else is missing", async () => {
    const watch = watchCertificates(async () => failed());
    const other = { url: "https://shop.example.com/", problem: "502 from the proxy" };

    expect(await watch([UNCERTIFIED, other], true)).toBeUndefined();
    expect(await watchCertificates(async () => [])([UNCERTIFIED], true)).toBeUndefined();
  });
});
