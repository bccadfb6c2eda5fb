import { argumentsOf, type Package } from "./model";
import { componentPage, described, section, table, textOf } from "./page";

const GENERATED =
  "<!-- Generated from doc comments: npx vitest run --project unit test/reference -u -->";

const SHARED = "shared.md";

/** The pages of the reference, by file name. */
export function referencePages(of: Package): Map<string, string> {
  const components = of.components();
  const reached = new Map(
    components.map((each) => [each.name, of.reached(argumentsOf(each) ?? "")]),
  );
  const users = (name: string) => components.filter((each) => reached.get(each.name)?.has(name));
  const all = [...new Set([...reached.values()].flatMap((names) => [...names]))].sort();
  const shared = all.filter((name) => users(name).length > 1);
  const place = (name: string) => {
    const [user] = users(name);
    return shared.includes(name) ? SHARED : pageOf(user?.name ?? "");
  };
  const linksFrom = (page: string) =>
    new Map([
      ...components.map(({ name }) => [name, pageOf(name)] as const),
      ...all.map((name) => {
        const file = place(name);
        return [name, `${file === page ? "" : file}#${name.toLowerCase()}`] as const;
      }),
    ]);
  const pages = components.map((each): [string, string] => {
    const page = pageOf(each.name);
    const own = all.filter((name) => !shared.includes(name) && users(name)[0] === each);
    return [page, componentPage(each, own, linksFrom(page), of)];
  });
  const common = [
    "# Objects of several components",
    ...shared.flatMap((name) => section(name, linksFrom(SHARED), of)),
  ];
  const written = [...pages, [SHARED, common.filter((text) => text !== "").join("\n\n")] as const];
  return new Map(
    [["README.md", index(of)] as const, ...written].map(([file, text]) => [
      file,
      `${GENERATED}\n${text}\n`,
    ]),
  );
}

function pageOf(component: string): string {
  return `${component.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase()}.md`;
}

function index(of: Package): string {
  const rows = of.components().map((each) => {
    const { what } = described(textOf(each.comment?.summary).split("\n\n")[0] ?? "");
    return [`[${each.name}](${pageOf(each.name)})`, what];
  });
  return [
    "# Reference",
    table(["component", "what it is"], rows),
    `[Objects of several components](${SHARED}), such as the options of a route.`,
    "[The settings of a stack's file](settings.md), for the program of this repository.",
    "An argument in bold is needed. `Input<T>` is a value or an output of another resource. The builders of sites and " +
      "directives are in the [reference of labels](../labels/README.md).",
  ].join("\n\n");
}
