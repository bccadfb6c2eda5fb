// @ts-check
// The message of every failure: the problem, the facts, the fix.

import { shown } from "./paths.mjs";

/** A failure that a person can act on: `command` prints its message without a stack trace. */
export class Failure extends Error {
  /** The exit code of the command. */
  exitCode = 1;
}

/**
 * Indents the output of another program.
 * @param {string} text
 */
export const indent = (text) =>
  text
    .trim()
    .split(/\r?\n/)
    .map((line) => `  ${line}`)
    .join("\n");

/** @param {string[]} lines */
const failure = (...lines) => new Failure(lines.join("\n"));

/** @param {{ command: string, problem: string }} facts */
export const badArguments = ({ command, problem }) =>
  failure(`npm run ${command}: ${problem}`, `See its options: npm run ${command} -- --help`);

/** @param {string} version */
export const nodeTooOld = (version) =>
  failure(
    `Node ${version} is too old: 20 or newer is needed.`,
    "Get it from https://nodejs.org/en/download",
  );

/** @param {string} output */
export const packagesFailed = (output) =>
  failure("npm can't install the packages. npm reports:", indent(output));

/** @param {string} value */
export const unknownDownloads = (value) =>
  failure(
    `GATEHOUSE_DOWNLOADS must be "vendors" or "registries", got "${value}".`,
    "Unset it, and the command tries which one it can reach.",
  );

/** @param {{ needed: string, found?: string, unreachable: string[] }} facts */
export function goNeeded({ needed, found, unreachable }) {
  const blocked = unreachable.length > 0;
  const why = blocked
    ? `It builds the engine, the providers and the servers here because ${list(unreachable)} can't be reached.`
    : "It builds the programs that come as Go modules only.";
  return failure(
    `Go ${needed} or newer is needed, ${found ? `found ${found}` : "and no go command was found"}.`,
    why,
    `Get Go from https://go.dev/dl/${blocked ? ", or give this machine access to those hosts." : ""}`,
  );
}

/** @param {{ program: string, code: number, output: string, log: string }} facts */
export const buildFailed = ({ program, code, output, log }) =>
  failure(
    `Building ${program} failed (go build exited with ${code}):`,
    indent(output),
    `The whole output is in ${log}`,
  );

/** @param {{ ours: string, module: string, directory: string, files: string[] }} facts */
export const overlayOutdated = ({ ours, module, directory, files }) =>
  failure(
    `${shown(ours)} replaces files of ${module} that are not those of the version in go.mod:`,
    indent(files.join("\n")),
    `Compare them with ${directory}, then write their SHA-256 into overlay.json.`,
  );

/** @param {{ what: string, output: string }} facts */
export const downloadFailed = ({ what, output }) =>
  failure(
    `Can't download ${what}:`,
    indent(output),
    "To build it from package registries instead: GATEHOUSE_DOWNLOADS=registries",
  );

/** @param {{ image: string, output: string }} facts */
export const imageFailed = ({ image, output }) =>
  failure(`Can't build the image ${image}. Docker reports:`, indent(output));

/** @param {string} output */
export const typeErrors = (output) =>
  failure("The program does not pass the type check:", indent(output));

/** @param {{ address: string, from: string, reason: string, advice: string[] }} facts */
export const engineNotReachable = ({ address, from, reason, advice }) =>
  failure(
    `No Docker engine answers at ${address} (${from}).`,
    indent(reason),
    ...advice.map((line) => `- ${line}`),
  );

/** @param {{ address: string, os: string }} facts */
export const wrongContainers = ({ address, os }) =>
  failure(
    `The Docker engine at ${address} runs ${os} containers; Caddy Docker Proxy needs Linux containers.`,
    'In Docker Desktop\'s menu choose "Switch to Linux containers".',
  );

/** @param {{ what: string, output: string, log: string }} facts */
export const engineInstallFailed = ({ what, output, log }) =>
  failure(`${what} failed:`, indent(output), `The whole output is in ${log}`);

/** @param {{ stacks: string[], file: string }} facts */
export const passphraseMissing = ({ stacks, file }) =>
  failure(
    `The passphrase of ${list(stacks.map((stack) => `stack "${stack}"`))} is missing: ${file}`,
    "The state and its secrets cannot be read without it.",
    "- Put the file back, or set PULUMI_CONFIG_PASSPHRASE to what was in it.",
    ...stacks.map(
      (stack) =>
        `- If it is lost: npm run teardown -- --stack ${stack} --forget\n` +
        "  drops the state and prints how to remove what it described.",
    ),
  );

/** @param {{ stack: string, reason: string }} facts */
export const hostUnusable = ({ stack, reason }) =>
  failure(`The Docker host of stack "${stack}" can't be determined: ${reason}`);

/** @param {string} mistakes a line for each, with its place and its fix */
export const notYaml = (mistakes) => failure(mistakes);

/** @param {{ url: string, seconds: number, reason: string, container: string }} facts */
export const noAnswer = ({ url, seconds, reason, container }) =>
  failure(
    `${url} did not answer through the proxy within ${seconds} s: ${reason}`,
    `Read the proxy's log: docker logs ${container}`,
  );

/** @param {{ stack: string, output: string }} facts */
export const noOutputs = ({ stack, output }) =>
  failure(`Can't read the outputs of stack ${stack}. Pulumi reports:`, indent(output));

/** @param {string} file */
export const lockHeld = (file) =>
  failure(
    `Another command is changing the stack's files and did not finish within 30 s.`,
    `If none is running, delete ${file}`,
  );

/** @param {string} [value] */
export const badMirror = (value) =>
  badArguments({
    command: "images",
    problem:
      value === undefined
        ? "--copy needs --mirror."
        : '--mirror must be a registry and a path on it, without "https://", such as ' +
          `"registry.example.com/mirror", got "${value}".`,
  });

export const stoppedByHand = () => failure("Stopped by hand: not everything was tested.");

/** @param {string[]} stacks */
export const stacksRemain = (stacks) =>
  failure(
    `--all can't remove ${list(stacks.map((stack) => `stack "${stack}"`))}.`,
    ...stacks.map((stack) => `Take it down first: npm run teardown -- --stack ${stack}`),
  );

/** @param {{ stack: string, backend: string }} facts */
export const stateElsewhere = ({ stack, backend }) =>
  failure(
    `The state of stack "${stack}" is in ${backend}; this command takes down stacks of this checkout only.`,
    `- To take that stack down: npm run pulumi -- destroy --stack ${stack}`,
    "- For a stack of this checkout: unset PULUMI_BACKEND_URL.",
  );

/** @param {{ stack: string, things: string[] }} facts */
export const stackProtected = ({ stack, things }) =>
  failure(
    `Stack "${stack}" protects ${list(things)}. Nothing was changed.`,
    "To take it down all the same, with its certificates:",
    `  npm run pulumi -- state unprotect --all --stack ${stack}`,
    `  npm run teardown -- --stack ${stack}`,
  );

export const noLogin = () =>
  failure(
    "npm run pulumi needs no login.",
    "Set PULUMI_BACKEND_URL, or backend.url in Pulumi.yaml; without them the state is in .gatehouse/state.",
  );

/** @param {{ command: string, args: string[], stack: string }} facts */
export const consentNeeded = ({ command, args, stack }) =>
  failure(
    `npm run ${command} asks before it touches stack "${stack}", and there is no terminal to ask on. Nothing was changed.`,
    `To answer yes in advance: npm run ${command} -- ${[...args, "--yes"].map(word).join(" ")}`,
  );

export const declined = () => failure("Nothing was changed.");

/** @param {string} stack */
export const badStackName = (stack) =>
  failure(
    `"${stack}" is not a stack name: letters, digits, "-", "_" and "." only.`,
    "Write it without organization and project, such as dev.",
  );

/**
 * An argument as a person types it.
 * @param {string} text
 */
const word = (text) => (/^[\w@%+=:,./\\-]+$/.test(text) ? text : `"${text}"`);

/**
 * "a", "a and b", "a, b and c".
 * @param {string[]} items
 */
function list(items) {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
