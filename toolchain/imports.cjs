// The rules of imports, for dependency-cruiser: a folder imports only folders that stand below it here.

const folders = [
  ...["cli", "program", "services.ts"],
  ...["components/command", "components/experiments", "components/index.ts"],
  ...["components/service", "components/service/options", "components/toxiproxy"],
  ...["components/caddy", "components/network", "components/resources", "components/swarm"],
  ...["components/declare", "components/provider", "components/backup", "components/docker"],
  ...["components/toxics", "components/labels", "components/schema"],
];

/** These know nothing of Pulumi, also not by what they import. */
const pure = [
  ...["components/labels", "components/service/options", "components/toxics"],
  ...["components/docker", "components/backup", "components/schema/problems.ts"],
];

const within = (paths) => `^(?:${paths.join("|").replaceAll(".", "\\.")})(?:/|$)`;

/** A folder without the folders in it that the list has as well. */
const alone = (folder) => ({
  path: within([folder]),
  pathNot: folders
    .filter((other) => other.startsWith(`${folder}/`))
    .map((other) => within([other])),
});

module.exports = {
  forbidden: [
    { name: "no circle", severity: "error", from: {}, to: { circular: true } },
    ...folders.map((folder, index) => ({
      name: `${folder} imports only what is below it`,
      severity: "error",
      from: alone(folder),
      to: {
        path: within(["index.ts", ...folders.slice(0, index)]),
        // A folder in another one stands below it.
        pathNot: folders.slice(index).map((below) => within([below])),
      },
    })),
    {
      name: "no @pulumi in a pure folder",
      severity: "error",
      from: { path: within(pure) },
      to: { path: "(?:^|/)@pulumi/", reachable: true },
    },
    {
      // It runs before the packages are installed; the one file loads TypeScript once they are.
      name: "the toolchain imports Node's builtins only",
      severity: "error",
      from: { path: "^toolchain/", pathNot: "^toolchain/lib/typescript\\.mjs$" },
      to: { pathNot: "^toolchain/", dependencyTypesNot: ["core"] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    moduleSystems: ["es6", "cjs", "tsd"],
  },
};
