// The programs of this machine: Node, Pulumi's CLI, its backend and its plugins.
import { createRequire } from "node:module";
import { join } from "node:path";
import type { PulumiCommand } from "../stack/pulumi";
import { bad, type Finding, note, ok } from "./finding";

/** The least major version of Node that the package supports. */
const NODE = 20;

/** The packages of Pulumi's with a plugin of their own. */
const PLUGINS = ["docker", "random"];

/** Checks the programs. */
export async function checkTools(pulumi: PulumiCommand): Promise<Finding[]> {
  const [version, whoami, plugins] = await Promise.all([
    pulumi.capture(["version"]),
    pulumi.capture(["whoami", "--json"]),
    pulumi.capture(["plugin", "ls", "--json"]),
  ]);
  return [
    checkNode(process.versions.node),
    checkCli(version.stdout.trim(), packageVersion(pulumi.projectDir, "pulumi")),
    whoami.code === 0 ? backend(whoami.stdout) : bad("backend", words(whoami.stderr)),
    ...checkPlugins(pulumi, plugins.code === 0 ? plugins.stdout : "[]"),
  ];
}

/** @internal */
export function checkNode(version: string): Finding {
  if (Number(version.split(".")[0]) >= NODE) return ok("Node", version);
  return bad("Node", `${version} is too old: install Node ${NODE} or later.`);
}

/** @internal Pulumi's CLI must know all that its SDK asks for. */
export function checkCli(cli: string, sdk: string | undefined): Finding {
  const shown = cli.replace(/^v/, "");
  if (sdk === undefined || !isOlder(shown, sdk)) return ok("Pulumi", shown);
  const fix = "Update it: https://www.pulumi.com/docs/iac/download-install/";
  return bad(
    "Pulumi",
    `the CLI ${shown} is older than the project's @pulumi/pulumi ${sdk}. ${fix}`,
  );
}

/** Whether a version has a lower major or minor number than another. */
function isOlder(one: string, other: string): boolean {
  const [major = 0, minor = 0] = one.split(".").map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.split(".").map(Number);
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}

function backend(whoami: string): Finding {
  const { url = "" }: { url?: string } = JSON.parse(whoami);
  return ok("backend", url);
}

function checkPlugins({ projectDir, shown }: PulumiCommand, listed: string): Finding[] {
  const plugins: readonly { readonly name: string; readonly version: string }[] =
    JSON.parse(listed);
  return PLUGINS.flatMap((name) => {
    const version = packageVersion(projectDir, name);
    if (version === undefined) return [];
    const installed = plugins.filter((each) => each.name === name).map((each) => each.version);
    if (installed.includes(version)) return [ok("plugin", `${name} ${version}`)];
    const command = `${shown} plugin install resource ${name} ${version}`;
    return [
      note(
        "plugin",
        `${name} ${version} is not installed: the next up downloads it. To do so now: ${command}`,
      ),
    ];
  });
}

/** The version of a package of Pulumi's, as the project has it. */
function packageVersion(projectDir: string, name: string): string | undefined {
  try {
    const find = createRequire(join(projectDir, "package.json"));
    return find(`@pulumi/${name}/package.json`).version;
  } catch {
    return undefined;
  }
}

/** Pulumi's own words, on one line. */
export function words(stderr: string): string {
  return stderr
    .trim()
    .replace(/^error: /, "")
    .replace(/\s*\n\s*/g, " ");
}
