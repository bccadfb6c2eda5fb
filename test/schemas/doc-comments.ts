import { resolve } from "node:path";
import ts from "typescript";

const root = resolve(__dirname, "../..");

/** Types of files, with the doc comments of their properties. */
export class DocComments {
  private readonly program: ts.Program;
  private readonly checker: ts.TypeChecker;

  /** @param files from the root of the project. */
  constructor(files: readonly string[]) {
    const { config } = ts.readConfigFile(resolve(root, "tsconfig.json"), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const names = files.map((file) => resolve(root, file));
    this.program = ts.createProgram(names, { ...options, noEmit: true });
    this.checker = this.program.getTypeChecker();
  }

  /** A type that a file exports. */
  exported(file: string, name: string): ts.Type {
    const source = this.program.getSourceFile(resolve(root, file));
    const module = source && this.checker.getSymbolAtLocation(source);
    const found = module && this.checker.getExportsOfModule(module).find((at) => at.name === name);
    if (found === undefined) throw new Error(`${file} exports no ${name}`);
    return this.checker.getDeclaredTypeOfSymbol(found);
  }

  /** The property of an object, or of each object in an array or a record. */
  property(type: ts.Type, name: string): ts.Symbol | undefined {
    const own = this.checker.getPropertyOfType(this.checker.getNonNullableType(type), name);
    const items = this.items(type);
    return own ?? (items && this.checker.getPropertyOfType(items, name));
  }

  typeOf(property: ts.Symbol): ts.Type {
    return this.checker.getNonNullableType(this.checker.getTypeOfSymbol(property));
  }

  /** The type of the items of an array or the values of a record. */
  items(type: ts.Type): ts.Type | undefined {
    const whole = this.checker.getNonNullableType(type);
    return (
      this.checker.getIndexTypeOfType(whole, ts.IndexKind.Number) ??
      this.checker.getIndexTypeOfType(whole, ts.IndexKind.String)
    );
  }

  /**
   * The comment of a property. One of a zod schema without a comment has that of the interface which the
   * schema satisfies. Where it has a default only, the first sentence on the property's type stands before it.
   */
  of(property: ts.Symbol): string {
    const declared = property.declarations?.[0];
    const satisfied = declared && this.satisfied(declared);
    const own = this.text(property) || this.text(satisfied);
    if (own !== "" && !own.startsWith("Default: ")) return own;
    const [sentence = ""] = this.ofType(satisfied ?? property).split(/(?<=\.)\s/);
    return `${sentence} ${own}`.trim();
  }

  /** The comment of a type; an enum has it at the constant of its name. */
  private ofType(property: ts.Symbol): string {
    const type = this.typeOf(property);
    const alias = type.aliasSymbol?.declarations ?? [];
    const [constant] = alias.flatMap((each) =>
      this.checker
        .getSymbolsInScope(each, ts.SymbolFlags.Variable)
        .filter(({ name }) => name === type.aliasSymbol?.name),
    );
    return this.text(constant ?? type.getSymbol());
  }

  private text(symbol: ts.Symbol | undefined): string {
    return ts
      .displayPartsToString(symbol?.getDocumentationComment(this.checker))
      .replace(/\{@link (\w+)\}/g, "$1")
      .replace(/([^\n])\n(?!\n)/g, "$1 ");
  }

  /** The property of the interface in `satisfies z.ZodType<Interface>` around a declaration. */
  private satisfied(declared: ts.Declaration): ts.Symbol | undefined {
    const names: string[] = [];
    let node: ts.Node | undefined = declared;
    while (node !== undefined && !ts.isSatisfiesExpression(node)) {
      if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) {
        names.unshift(node.name.getText());
      }
      node = node.parent;
    }
    const wrapper = node?.type;
    const given =
      wrapper && ts.isTypeReferenceNode(wrapper) ? wrapper.typeArguments?.[0] : undefined;
    if (given === undefined) return undefined;
    return names.reduce<{ type: ts.Type | undefined; symbol?: ts.Symbol }>(
      ({ type }, name) => {
        const symbol = type && this.property(type, name);
        return { type: symbol && this.typeOf(symbol), symbol };
      },
      { type: this.checker.getTypeFromTypeNode(given) },
    ).symbol;
  }
}
