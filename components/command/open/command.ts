import type { Command } from "commander";
import { didYouMean } from "../../schema/did-you-mean";
import type { Console } from "../console";
import { CommandFailure, ExitCode } from "../failure";
import { jsonDocument } from "../json";
import { readDeployed } from "../stack/deployed";
import type { Deployed } from "../stack/model";
import { type StackOptions, stackOf, stackOptions } from "../stack/options";
import type { FindPulumi } from "../stack/pulumi";
import { isUrl, urlsOf } from "../stack/urls";
import { openInBrowser } from "./browser";

const HELP = `
Example:
  $ gatehouse open shop

Without a display, and with --json, it only prints the URL.

Exit codes: 0 opened or printed; 1 the stack has no URL; 2 wrong usage, or an unknown service.`;

/** Adds `gatehouse open`. */
export function addOpen(program: Command, console: Console, findPulumi: FindPulumi): void {
  stackOptions(program.command("open"))
    .description("open a service's URL in the browser")
    .argument("[service]", "name of the service in the program (default: the stack's first URL)")
    .addHelpText("after", HELP)
    .action(async (service: string | undefined, options: StackOptions) => {
      const pulumi = await findPulumi();
      const stack = await stackOf(options, pulumi);
      const deployed = { ...(await readDeployed(pulumi, stack)), stack };
      const url = service === undefined ? firstUrl(deployed) : urlOf(deployed, service);
      if (options.json) {
        console.out(jsonDocument({ stack, service, url }));
        return;
      }
      console.out(`${url}\n`);
      await openInBrowser(url);
    });
}

/** The first URL that the program exports, else that its services have. */
function firstUrl({ stack, ...deployed }: Deployed): string {
  const [url] = urlsOf(deployed);
  if (url !== undefined) return url;
  throw new CommandFailure(
    `stack "${stack}" has no URL. Deploy it first: gatehouse up`,
    ExitCode.Problems,
  );
}

function urlOf({ stack, services }: Deployed, wanted: string): string {
  const known = services.filter(({ urls }) => urls.some(isUrl));
  const url = known.find(({ name }) => name === wanted)?.urls.find(isUrl);
  if (url !== undefined) return url;
  const names = known.map(({ name }) => name);
  throw new CommandFailure(
    `stack "${stack}" has no service "${wanted}" with a URL.${didYouMean(wanted, names)}\nThose with a URL: ${names.join(", ") || "none"}.`,
  );
}
