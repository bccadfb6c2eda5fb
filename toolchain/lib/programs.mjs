// @ts-check
// What is built where the vendors' downloads cannot be reached, and where it belongs.
import path from "node:path";
import { executable, pulumiHome } from "./paths.mjs";
import { npmVersion } from "./versions.mjs";

/** The folder of the engine: where npm's `pulumi` looks for it and puts it. */
export const engineDir = () => path.join(pulumiHome(), "versions", npmVersion("pulumi"), "bin");

/** The engine itself. */
export const engineFile = () => path.join(engineDir(), executable("pulumi"));

/** The provider plugins the program uses. */
export const plugins = () =>
  ["docker", "random"].map((name) => ({ name, version: npmVersion(`@pulumi/${name}`) }));

/** @param {{ name: string, version: string }} plugin */
export const pluginFile = ({ name, version }) =>
  path.join(
    pulumiHome(),
    "plugins",
    `resource-${name}-v${version}`,
    executable(`pulumi-resource-${name}`),
  );

/**
 * The engine's programs and the plugins, in the order they are built.
 * @returns {(import("./go.mjs").Build & { title: string })[]}
 */
export function programs() {
  const version = npmVersion("pulumi");
  return [
    {
      title: `the engine, pulumi ${version}`,
      folder: "pulumi",
      package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
      ldflags: `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`,
      output: engineFile(),
    },
    {
      title: "the engine's Node.js host",
      folder: "language-nodejs",
      package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
      output: path.join(engineDir(), executable("pulumi-language-nodejs")),
    },
    ...plugins().map((plugin) => ({
      title: `the ${plugin.name} provider, ${plugin.version}`,
      folder: `resource-${plugin.name}`,
      package: ".",
      ldflags: `-X main.version=${plugin.version}`,
      output: pluginFile(plugin),
    })),
  ];
}
