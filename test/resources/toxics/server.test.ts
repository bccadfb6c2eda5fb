import { expect, test } from "vitest";
import { toxicityProblems } from "../../../components/resources/toxics/server";
import { toxicBody } from "../../../components/toxics/body";
import type { Toxic } from "../../../components/toxics/toxic";

const declared: Toxic[] = [
  { latency: { latency: "1s" }, toxicity: 0.125 },
  { resetPeer: {}, toxicity: 0.29 },
  { limitData: { bytes: "1KB" }, toxicity: 0.001, name: "few" },
];
const toxics = declared.map((toxic) => toxicBody(toxic));

test("a toxicity that toxiproxy-cli would round is refused where only toxiproxy-cli reads toxics", () => {
  const url = "tcp://build.example.com:2376";
  const rest =
    "there its own toxiproxy-cli reads toxics, and rounds to two decimals. Round it, or reach that " +
    "host as ssh://<user>@build.example.com.";
  const rule = `must have at most two decimals on the Docker host ${url}`;

  expect(toxicityProblems({ url }, toxics)).toEqual([
    { path: "toxics", message: `the toxicity of latency_downstream ${rule}, got 0.125: ${rest}` },
    { path: "toxics", message: `the toxicity of few ${rule}, got 0.001: ${rest}` },
  ]);
});

test.each(["unix:///var/run/docker.sock", "ssh://me@build.example.com"])(
  "such a toxicity is allowed on %s",
  (url) => {
    expect(toxicityProblems({ url }, toxics)).toEqual([]);
  },
);
