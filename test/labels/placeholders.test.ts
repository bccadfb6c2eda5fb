import { expect, test } from "vitest";
import {
  basicAuth,
  checkBeside,
  checkRouting,
  handle,
  log,
  respond,
  reverseProxy,
  site,
} from "../../components/labels";

const problems = (...directives: Parameters<typeof site>[1][]) =>
  checkRouting({ sites: [site("a.localhost", ...directives)] });

test("a placeholder stands for an upstream or a part of one, but not beside a scheme", () => {
  expect(problems(reverseProxy("{file./run/a}.proxy_net:8080"))).toEqual([]);
  expect(problems(reverseProxy("{file./run/a}"))).toEqual([]);
  expect(problems(reverseProxy("http://{file./run/a}:8080"))).toEqual([
    'site "a.localhost": reverse_proxy.to must have no placeholder beside a scheme, got ' +
      '"http://{file./run/a}:8080". Drop the scheme.',
  ]);
  expect(problems(reverseProxy("{file./run/a}:80800"))).toEqual([
    'site "a.localhost": reverse_proxy.to must have a port from 1 to 65535, got ' +
      '"{file./run/a}:80800".',
  ]);
});

test("a placeholder stands for a password's hash where Caddy reads it when it loads", () => {
  expect(problems(basicAuth({ bob: "{file./run/bob}", ann: "{env.ANN}" }))).toEqual([]);
  expect(problems(basicAuth({ bob: "{header.X-Hash}" }))).toEqual([
    'site "a.localhost": basic_auth.bob must be a bcrypt hash, got another string. Write what ' +
      "caddy hash-password prints.",
  ]);
});

test("services on one host may have logs of their own, but not two of one name", () => {
  const logging = (name: string, file: string, path: string) => ({
    name: file,
    routing: {
      sites: [site("a.localhost", log({ name, output: { file } }), handle(path, respond("a")))],
    },
  });
  const one = logging("one", "/one.log", "/one");

  expect(checkBeside(logging("two", "/two.log", "/two"), [one])).toEqual([]);
  expect(checkBeside(logging("one", "/two.log", "/two"), [one])).toEqual([
    'containers "/one.log" and "/two.log": site "a.localhost" has two log that differ. Write it ' +
      "in one of them.",
  ]);
});
