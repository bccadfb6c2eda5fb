// @ts-check
// npm run pulumi -- <anything>: the Pulumi CLI with this project's home, backend and passphrase.

import { command, requireNode } from "./lib/command.mjs";
import { noLogin } from "./lib/failures.mjs";
import { pulumi } from "./lib/pulumi-cli.mjs";
import { ready } from "./lib/pulumi-command.mjs";

const help = `
npm run pulumi -- <anything>

Runs the Pulumi CLI of this project: its own engine and providers, state in .gatehouse/state, a local
passphrase. It first installs what is missing, and uses neither your own Pulumi nor your login.

  npm run pulumi -- preview --diff
  npm run pulumi -- up
  npm run pulumi -- stack output
  npm run pulumi -- help            Pulumi's own help

PULUMI_BACKEND_URL   where the state is, instead of .gatehouse/state; backend.url in Pulumi.yaml does
                     the same. Such a state needs a passphrase of yours
GATEHOUSE_DIR        where everything local lives, instead of .gatehouse/
GATEHOUSE_DOWNLOADS  vendors or registries: where engine, providers and images come from. By default
                     the command tries which one it can reach
`;

await command(async (args) => {
  requireNode(process.versions.node);
  if (args.length === 0 || (args.length === 1 && /^(?:--help|-h)$/.test(args[0] ?? ""))) {
    console.log(help.trim());
    return 0;
  }
  if (args[0] === "login" || args[0] === "logout") throw noLogin();
  return pulumi(await ready(args), args);
});
