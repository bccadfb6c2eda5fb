import { Refusal } from "./errors";
import {
  checkBeside,
  checkRouting,
  type ProgramContainer,
  type Routing,
  renderLabels,
  type Surroundings,
} from "./labels";

/**
 * What the containers behind one entry point ask of it: each is checked by itself and beside those
 * that were declared before, since the plugin merges what all of them say.
 */
export class EntryRoutes {
  private readonly containers: ProgramContainer[] = [];

  /**
   * @param prefix the label prefix that the entry point reads.
   * @param surroundings what the containers may count on.
   */
  constructor(
    private readonly prefix: string,
    private readonly surroundings: Surroundings,
  ) {}

  /** What is wrong with the routing of one more component, each a sentence; empty for nothing. */
  problems(name: string, routing: Routing): string[] {
    const newcomer = { name, routing };
    return [...checkRouting(routing, this.surroundings), ...checkBeside(newcomer, this.containers)];
  }

  /**
   * The labels for the routing of one more component, which then counts for those to come.
   *
   * @param others what else is wrong with the component.
   * @throws Refusal with every problem.
   */
  labels(
    component: string,
    name: string,
    routing: Routing,
    others: readonly string[] = [],
  ): Record<string, string> {
    const problems = [...others, ...this.problems(name, routing)];
    if (problems.length > 0) throw new Refusal(`${component} "${name}"`, problems);
    this.containers.push({ name, routing });
    return renderLabels(routing, this.prefix, this.surroundings);
  }
}
