import { join, resolve } from "node:path";
import {
  Application,
  type Comment,
  type DeclarationReflection,
  type ProjectReflection,
  ReflectionKind,
  type SomeType,
} from "typedoc";

const root = resolve(__dirname, "../..");

/** Reads the exports of the package with their doc comments. */
export async function readPackage(): Promise<Package> {
  const app = await Application.bootstrap({
    entryPoints: [join(root, "components/index.ts")],
    tsconfig: join(root, "tsconfig.json"),
    skipErrorChecking: true,
    excludeInternal: true,
    excludePrivate: true,
    logLevel: "None",
  });
  const project = await app.convert();
  if (project === undefined) throw new Error("TypeDoc can't read components/index.ts");
  return new Package(project);
}

/** The exports of the package. */
export class Package {
  constructor(private readonly project: ProjectReflection) {}

  /** The classes that a program declares, by name. */
  components(): DeclarationReflection[] {
    return this.of(ReflectionKind.Class).filter((each) => argumentsOf(each) !== undefined);
  }

  /** An interface of plain data. */
  shape(name: string): DeclarationReflection | undefined {
    const isPlain = ({ children = [] }: DeclarationReflection) =>
      !children.some(({ name: own }) => own === "urn");
    return this.of(ReflectionKind.Interface).find((each) => each.name === name && isPlain(each));
  }

  /** The doc comment of an interface or a named enum. */
  commentOf(name: string): Comment | undefined {
    return this.shape(name)?.comment ?? this.enumComment(name);
  }

  /** The values of a named enum, each with its doc comment. */
  values(name: string): DeclarationReflection[] | undefined {
    const constant = this.of(ReflectionKind.Variable).find((each) => each.name === name);
    if (!this.of(ReflectionKind.TypeAlias).some((each) => each.name === name)) return undefined;
    return constant?.type?.type === "reflection" ? constant.type.declaration.children : undefined;
  }

  private enumComment(name: string): Comment | undefined {
    return this.of(ReflectionKind.Variable).find((each) => each.name === name)?.comment;
  }

  /** The interfaces and enums that a type names, directly. */
  named(type: SomeType | undefined): string[] {
    const words = String(type ?? "").match(/\b[A-Z]\w+/g) ?? [];
    return [...new Set(words)].filter((name) => this.shape(name) || this.values(name));
  }

  /** The interfaces and enums that a type leads to. */
  reached(name: string, seen = new Set<string>()): Set<string> {
    for (const { type } of this.shape(name)?.children ?? []) {
      for (const next of this.named(type)) {
        if (seen.has(next)) continue;
        seen.add(next);
        this.reached(next, seen);
      }
    }
    return seen;
  }

  private of(kind: ReflectionKind): DeclarationReflection[] {
    return (this.project.children ?? []).filter((each) => each.kind === kind);
  }
}

/** The name of the interface of a component's arguments. */
export function argumentsOf(component: DeclarationReflection): string | undefined {
  const made = component.children?.find(({ kind }) => kind === ReflectionKind.Constructor);
  const types = made?.signatures?.[0]?.parameters?.map(({ type }) => String(type)) ?? [];
  return types.find((type) => /^\w+Args$/.test(type));
}

/** The properties of a component that it does not inherit from Pulumi. */
export function outputsOf(component: DeclarationReflection): DeclarationReflection[] {
  return (component.children ?? []).filter(
    ({ kind, inheritedFrom, flags }) =>
      (kind === ReflectionKind.Property || kind === ReflectionKind.Accessor) &&
      inheritedFrom === undefined &&
      !flags.isStatic &&
      !flags.isProtected,
  );
}
