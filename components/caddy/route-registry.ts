import {
  checkBeside,
  checkRouting,
  type GenerateOptions,
  type LabelledService,
  outlineCaddyfile,
  type ProgramContainer,
  type Routing,
  renderLabels,
  type Surroundings,
} from "../labels";
import { Refusal } from "../schema/refusal";
import type { AccessLog } from "./access-log";
import { routeTable } from "./route-table";
import { withAccessLog } from "./shared-access-log";

/** A container that is declared after the outputs were read is missing in them. */
const TOO_LATE =
  "is declared after routeTable or caddyfile of its entry point was read, which lack it. Read them " +
  "at the end of the program.";

/**
 * What the containers behind one entry point ask of it: each is checked by itself and beside those
 * that were declared before, since the plugin merges what all of them say.
 */
export class RouteRegistry {
  private readonly containers: (ProgramContainer & LabelledService)[] = [];
  private read = false;

  /**
   * @param prefix the label prefix that the entry point reads.
   * @param surroundings what the containers may count on.
   * @param accessLog how requests of sites are logged that have no log of their own.
   */
  constructor(
    private readonly prefix: string,
    private readonly surroundings: Surroundings,
    private readonly accessLog?: AccessLog,
  ) {}

  /** What is wrong with the routing of one more component, each a sentence; empty for nothing. */
  problems(name: string, routing: Routing): string[] {
    const newcomer = { name, routing };
    return [
      ...(this.read ? [TOO_LATE] : []),
      ...checkRouting(routing, this.surroundings),
      ...checkBeside(newcomer, this.containers),
    ];
  }

  /**
   * The labels for the routing of one more component, which then counts for those to come.
   *
   * @param others what else is wrong with the component.
   * @param containers how many containers will carry the labels.
   * @throws Refusal with every problem.
   */
  labels(
    component: string,
    name: string,
    asked: Routing,
    others: readonly string[] = [],
    containers = 1,
  ): Record<string, string> {
    const routing = this.logged(asked);
    const problems = [...others, ...this.problems(name, routing)];
    if (problems.length > 0) throw new Refusal(`${component} "${name}"`, problems);
    const labels = renderLabels(routing, this.prefix, this.surroundings);
    this.containers.push({ name, routing, labels, containers });
    return labels;
  }

  /** The routes of all components that were declared before; none may come after. */
  table(): string {
    this.read = true;
    return routeTable(this.containers);
  }

  /** The Caddyfile of all components that were declared before; none may come after. */
  caddyfile(options: Omit<GenerateOptions, "prefix">): string {
    this.read = true;
    return outlineCaddyfile(this.containers, { prefix: this.prefix, ...options });
  }

  private logged(routing: Routing): Routing {
    const sites = routing.sites?.map((site) => withAccessLog(site, this.accessLog));
    return { ...routing, sites };
  }
}
