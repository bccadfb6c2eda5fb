import type { Snippet, Surroundings } from "../model/routing";

/** The declarations that directives name, found by their names. */
export class Declarations {
  private readonly snippets = new Map<string, Snippet>();
  private readonly routes = new Set<string>();
  private readonly options = new Set<string>();

  /** @param around declarations that these precede. */
  constructor(
    { snippets = [], routes = [], global = [] }: Surroundings,
    private readonly around?: Declarations,
  ) {
    for (const each of snippets) {
      if (!this.snippets.has(each.name)) this.snippets.set(each.name, each);
    }
    for (const { name } of routes) this.routes.add(name);
    for (const { name } of global) this.options.add(name);
  }

  /** The first snippet of a name. */
  snippet(name: string): Snippet | undefined {
    return this.snippets.get(name) ?? this.around?.snippet(name);
  }

  /** Whether there is a named route of a name. */
  hasRoute(name: string): boolean {
    return this.routes.has(name) || this.around?.hasRoute(name) === true;
  }

  /** Whether there is a global option of a name. */
  hasOption(name: string): boolean {
    return this.options.has(name) || this.around?.hasOption(name) === true;
  }
}
