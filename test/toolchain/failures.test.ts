import { describe, expect, it } from "vitest";
import * as failures from "../../toolchain/lib/failures.mjs";

const text = (...lines: string[]) => lines.join("\n");

describe("The words of a failure", () => {
  it("badArguments", () => {
    const facts = { command: "teardown", problem: "Unknown option '--foo'." };
    expect(failures.badArguments(facts).message).toBe(
      text(
        "npm run teardown: Unknown option '--foo'.",
        "See what it takes: npm run teardown -- --help",
      ),
    );
  });

  it("nodeTooOld", () => {
    expect(failures.nodeTooOld("18.19.0").message).toBe(
      text(
        "Node 18.19.0 is too old: 20 or newer is needed.",
        "Get it from https://nodejs.org/en/download",
      ),
    );
  });

  it("packagesFailed", () => {
    expect(failures.packagesFailed("npm error network\n").message).toBe(
      text("The npm packages could not be installed. npm says:", "  npm error network"),
    );
  });

  it("unknownDownloads", () => {
    expect(failures.unknownDownloads("mirror").message).toBe(
      text(
        'GATEHOUSE_DOWNLOADS must be "vendors" or "registries", got "mirror".',
        "Unset it to have the choice made by trying.",
      ),
    );
  });

  it("goNeeded, without Go", () => {
    const facts = { needed: "1.26.0", unreachable: ["get.pulumi.com", "ghcr.io"] };
    expect(failures.goNeeded(facts).message).toBe(
      text(
        "Go 1.26.0 or newer is needed, and no go command was found.",
        "It builds the engine, the providers and the servers here because get.pulumi.com and ghcr.io cannot be reached.",
        "Get Go from https://go.dev/dl/, or give this machine access to those hosts.",
      ),
    );
  });

  it("goNeeded, with an older Go, where the hosts are not the reason", () => {
    const facts = { needed: "1.26.0", found: "1.19.8", unreachable: [] };
    expect(failures.goNeeded(facts).message).toBe(
      text(
        "Go 1.26.0 or newer is needed, found 1.19.8.",
        "It builds the programs that are made from Go modules here.",
        "Get Go from https://go.dev/dl/",
      ),
    );
  });

  it("buildFailed", () => {
    const facts = { program: "caddy", code: 1, output: "a.go:1: bad\n", log: "/x/caddy.log" };
    expect(failures.buildFailed(facts).message).toBe(
      text(
        "Building caddy failed (go build exited with 1):",
        "  a.go:1: bad",
        "The whole output is in /x/caddy.log",
      ),
    );
  });

  it("downloadFailed", () => {
    const facts = { what: "The docker provider, 5.2.0", output: "error: 503\n" };
    expect(failures.downloadFailed(facts).message).toBe(
      text(
        "The docker provider, 5.2.0 could not be downloaded:",
        "  error: 503",
        "To build it from package registries instead: GATEHOUSE_DOWNLOADS=registries",
      ),
    );
  });

  it("imageFailed", () => {
    const facts = { image: "gatehouse.local/caddy:1", output: "no space left on device\n" };
    expect(failures.imageFailed(facts).message).toBe(
      text(
        "The image gatehouse.local/caddy:1 could not be built. Docker says:",
        "  no space left on device",
      ),
    );
  });

  it("typeErrors", () => {
    expect(failures.typeErrors("index.ts(1,2): error TS1: x\n").message).toBe(
      text("The program does not pass the type check:", "  index.ts(1,2): error TS1: x"),
    );
  });

  it("engineNotReachable", () => {
    const facts = {
      address: "tcp://10.0.0.1:2375",
      from: "DOCKER_HOST",
      reason: "Cannot connect to the Docker daemon.",
      advice: ["Start the engine there, or correct DOCKER_HOST."],
    };
    expect(failures.engineNotReachable(facts).message).toBe(
      text(
        "No Docker engine answers at tcp://10.0.0.1:2375 (DOCKER_HOST).",
        "  Cannot connect to the Docker daemon.",
        "- Start the engine there, or correct DOCKER_HOST.",
      ),
    );
  });

  it("wrongContainers", () => {
    const facts = { address: "npipe:////./pipe/docker_engine", os: "windows" };
    expect(failures.wrongContainers(facts).message).toBe(
      text(
        "The Docker engine at npipe:////./pipe/docker_engine runs windows containers; Caddy Docker Proxy needs Linux containers.",
        'In Docker Desktop\'s menu choose "Switch to Linux containers".',
      ),
    );
  });

  it("hostUnusable", () => {
    expect(failures.hostUnusable({ stack: "dev", reason: "no context." }).message).toBe(
      'The Docker host of stack "dev" can\'t be chosen: no context.',
    );
  });

  it("engineInstallFailed", () => {
    const facts = { what: "dockerd", output: "failed to start\n", log: "/x/dockerd.log" };
    expect(failures.engineInstallFailed(facts).message).toBe(
      text("dockerd failed:", "  failed to start", "The whole output is in /x/dockerd.log"),
    );
  });

  it("passphraseMissing", () => {
    const facts = { stacks: ["dev", "t1"], file: "/p/.gatehouse/passphrase" };
    expect(failures.passphraseMissing(facts).message).toBe(
      text(
        'The passphrase of stack "dev" and stack "t1" is missing: /p/.gatehouse/passphrase',
        "The state and its secrets cannot be read without it.",
        "- Put the file back, or set PULUMI_CONFIG_PASSPHRASE to what was in it.",
        "- If it is lost: npm run teardown -- --stack dev --forget",
        "  drops the state and says how to remove what it described.",
        "- If it is lost: npm run teardown -- --stack t1 --forget",
        "  drops the state and says how to remove what it described.",
      ),
    );
  });

  it("noOutputs", () => {
    expect(failures.noOutputs({ stack: "dev", output: "error: no stack\n" }).message).toBe(
      text("The outputs of stack dev could not be read. Pulumi says:", "  error: no stack"),
    );
  });

  it("noAnswer", () => {
    const facts = {
      url: "https://whoami.localhost",
      seconds: 90,
      reason: "status 502",
      container: "caddy-docker-proxy",
    };
    expect(failures.noAnswer(facts).message).toBe(
      text(
        "https://whoami.localhost did not answer through the proxy within 90 s: status 502",
        "Look at the proxy's log: docker logs caddy-docker-proxy",
      ),
    );
  });

  it("lockHeld", () => {
    expect(failures.lockHeld("/p/.gatehouse/salts/dev.lock").message).toBe(
      text(
        "Another command is changing the stack's files and did not finish within 30 s.",
        "If none is running, delete /p/.gatehouse/salts/dev.lock",
      ),
    );
  });

  it("stoppedByHand", () => {
    expect(failures.stoppedByHand().message).toBe("Stopped by hand: not everything was tested.");
  });

  it("stacksRemain", () => {
    expect(failures.stacksRemain(["t1"]).message).toBe(
      text(
        'Not everything can go: stack "t1" is still here.',
        "Take it down first: npm run teardown -- --stack t1",
      ),
    );
  });

  it("experimentNeeded", () => {
    const how = "See what it takes: npm run experiment -- --help";
    expect(failures.experimentNeeded([]).message).toBe(
      text("npm run experiment: Which one? Give a file or a name.", how),
    );
    expect(failures.experimentNeeded(["resets", "flapping"]).message).toBe(
      text('npm run experiment: One at a time, got "resets" and "flapping".', how),
    );
  });

  it("badSeed", () => {
    expect(failures.badSeed("1e3").message).toBe(
      text(
        'npm run experiment: --seed must be a whole number from 0 to 4294967295, got "1e3".',
        "See what it takes: npm run experiment -- --help",
      ),
    );
  });

  it("noStack", () => {
    expect(failures.noStack("t1").message).toBe(
      text('There is no stack "t1" here.', "Deploy it first: npm run quickstart -- --stack t1"),
    );
  });

  it("stateElsewhere", () => {
    const facts = { stack: "prod", backend: "s3://state" };
    expect(failures.stateElsewhere(facts).message).toBe(
      text(
        'The state of stack "prod" is in s3://state; this command takes down what is kept here.',
        "- To take that stack down: npm run pulumi -- destroy --stack prod",
        "- For a stack that is kept here: unset PULUMI_BACKEND_URL.",
      ),
    );
  });

  it("stackProtected", () => {
    const facts = { stack: "prod", things: ["network proxy_net", "volume caddy-data"] };
    expect(failures.stackProtected(facts).message).toBe(
      text(
        'Stack "prod" protects network proxy_net and volume caddy-data. Nothing was changed.',
        "To take it down all the same, with its certificates:",
        "  npm run pulumi -- state unprotect --all --stack prod",
        "  npm run teardown -- --stack prod",
      ),
    );
  });

  it("noLogin", () => {
    expect(failures.noLogin().message).toBe(
      text(
        "npm run pulumi has no login: each command says itself where the state is.",
        "Set PULUMI_BACKEND_URL, or backend.url in Pulumi.yaml; without them it is in .gatehouse/state.",
      ),
    );
  });

  it("consentNeeded", () => {
    const args = ["--file", "my backup.tar", "--stack", "prod"];
    const facts = { command: "restore", args, subject: 'stack "prod"' };
    expect(failures.consentNeeded(facts).message).toBe(
      text(
        'npm run restore asks before it touches stack "prod", and there is no terminal to ask on. Nothing was changed.',
        'To answer yes in advance: npm run restore -- --file "my backup.tar" --stack prod --yes',
      ),
    );
  });

  it("declined", () => {
    expect(failures.declined().message).toBe("Nothing was changed.");
  });

  it("badStackName", () => {
    expect(failures.badStackName("me/gatehouse/dev").message).toBe(
      text(
        '"me/gatehouse/dev" is not a stack name: letters, digits, "-", "_" and "." only.',
        "Write it without organization and project, such as dev.",
      ),
    );
  });
});
