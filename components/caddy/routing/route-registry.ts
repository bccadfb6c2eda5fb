import * as pulumi from "@pulumi/pulumi";
import {
  checkBeside,
  checkRouting,
  type GenerateOptions,
  type LabelledService,
  outlineCaddyfile,
  type Routing,
  renderLabels,
  type Surroundings,
  withoutBuilder,
} from "../../labels";
import type { Brought } from "../../resources/built-image/brought";
import { type Problem, problem } from "../../schema/problems";
import { Refusal } from "../../schema/refusal";
import type { About, RegisteredComponent } from "../about";
import type { CaddyImage } from "../image/image";
import { type AccessLog, withAccessLog } from "../server/access-log";
import { routeTable } from "./route-table";

const TOO_LATE =
  "is declared after routeTable() or caddyfile() of its entry point was called, so that they lack " +
  "it. Call them at the end of the program.";

const AFTER_PORTAL =
  "is declared after the Portal of its entry point, whose page lacks it. Declare the Portal last.";

/** Components whose names also name their routes, files, zones and logs. */
const NAMING: readonly string[] = ["ProxiedService", "ProxiedUpstream", "ProxiedTcp"];

/** How a component is declared. */
interface Declaration {
  /** How many containers carry its labels. Default: 1. */
  readonly containers?: number;
  readonly about?: About;
}

/**
 * The routes of everything behind one entry point. The plugin merges the labels of all containers,
 * so each component is checked by itself and beside those that were declared before.
 */
export class RouteRegistry {
  private readonly containers: (RegisteredComponent & LabelledService)[] = [];
  private readonly checks: pulumi.Output<void>[] = [];
  /** Why no further component can be declared. */
  private closed?: string;

  /**
   * @param prefix the label prefix that the entry point reads.
   * @param surroundings what the containers may refer to.
   * @param accessLog the log of sites that have no log of their own.
   * @param brought what the proxy's binary has, where only that can tell.
   */
  constructor(
    private readonly prefix: string,
    private readonly surroundings: Surroundings,
    private readonly accessLog?: AccessLog,
    private readonly brought?: pulumi.Output<Brought>,
  ) {}

  /**
   * The labels for the routing of one more component, which the next ones are checked beside.
   *
   * @param others the other problems of the component.
   * @throws Refusal with every problem.
   */
  labels(
    component: string,
    name: string,
    given: Routing,
    others: readonly Problem[] = [],
    { containers = 1, about = {} }: Declaration = {},
  ): Record<string, string> {
    const routing = this.logged(given);
    const problems = [...others, ...this.problems(component, name, routing)];
    if (problems.length > 0) throw new Refusal(`${component} "${name}"`, problems);
    const labels = renderLabels(routing, this.prefix, this.surroundings);
    this.containers.push({ component, name, routing, labels, containers, about });
    const check = (brought: Brought) => this.checkNames(component, name, routing, brought);
    if (this.brought !== undefined) this.checks.push(this.brought.apply(check));
    return labels;
  }

  /** The proxy's image, which it gets once all routing declared until then is checked with what the binary has. */
  afterChecks(image: CaddyImage | undefined): CaddyImage | undefined {
    const { brought, reference } = image ?? {};
    if (brought === undefined || reference === undefined) return image;
    const checked = brought.apply(() => pulumi.all(this.checks));
    return { ...image, reference: checked.apply(() => pulumi.output(reference)) };
  }

  /** Checks the routing again with what the proxy's binary has. */
  private checkNames(component: string, name: string, routing: Routing, brought: Brought): void {
    const { modules } = brought;
    const directives = withoutBuilder(brought.directives);
    const surroundings = { ...this.surroundings, modules, directives, incomplete: false };
    const messages = checkRouting(routing, surroundings);
    if (messages.length === 0) return;
    throw new Refusal(
      `${component} "${name}"`,
      messages.map((message) => problem("", message)),
    );
  }

  /** All components declared so far, in the order of the program. */
  components(): readonly RegisteredComponent[] {
    return this.containers;
  }

  /** Whether the proxy's image has a module, as far as that is known before it is built. */
  hasModule(id: string): boolean {
    return this.surroundings.modules?.includes(id) === true;
  }

  /** Refuses every component that is declared later, since the page of a portal would lack it. */
  closeForPortal(): void {
    this.closed = AFTER_PORTAL;
  }

  /** The table of all routes declared so far; a component that is declared later is refused. */
  table(): string {
    this.closed ??= TOO_LATE;
    return routeTable(this.containers);
  }

  /** The Caddyfile of the same routes, with the same consequence. */
  caddyfile(options: Omit<GenerateOptions, "prefix">): string {
    this.closed ??= TOO_LATE;
    return outlineCaddyfile(this.containers, { prefix: this.prefix, ...options });
  }

  private problems(component: string, name: string, routing: Routing): Problem[] {
    const messages = [
      ...(this.closed === undefined ? [] : [this.closed]),
      ...this.sameName(component, name),
      ...checkRouting(routing, this.surroundings),
      ...checkBeside({ name, routing }, this.containers),
    ];
    return messages.map((message) => problem("", message));
  }

  /** Pulumi refuses two components of one type and name, but not a service and an upstream. */
  private sameName(component: string, name: string): string[] {
    if (!NAMING.includes(component)) return [];
    const named = this.containers.filter((each) => each.name === name);
    const other = named.find((each) => NAMING.includes(each.component));
    if (other === undefined) return [];
    return [`has the name of the ${other.component} behind its entry point. Rename one of them.`];
  }

  private logged(routing: Routing): Routing {
    const sites = routing.sites?.map((site) => withAccessLog(site, this.accessLog));
    return { ...routing, sites };
  }
}
