import type { Condition, Matcher, TryPolicy } from "../model/matcher";

/** A matcher whose conditions are being read. */
export type Draft = { -readonly [Key in keyof Matcher]: Matcher[Key] };

/** Reads a condition without variables into a draft; returns whether it could. */
type Read = (draft: Draft, condition: Condition) => boolean;

/** Reads the arguments of a condition that takes no block. */
function line(read: (draft: Draft, args: readonly string[]) => boolean): Read {
  return (draft, { args, block }) => block.length === 0 && read(draft, args.map(String));
}

/** How conditions with a typed form are read, by their names. */
export const CONDITIONS: Readonly<Record<string, Read>> = {
  path: listOf("path"),
  host: listOf("host"),
  method: listOf("method"),
  remote_ip: listOf("remoteIp"),
  client_ip: listOf("clientIp"),
  status: listOf("status"),
  path_regexp: line((draft, args) => {
    const [first, second] = args;
    if (first === undefined || args.length > 2 || draft.pathRegexp !== undefined) return false;
    draft.pathRegexp = second === undefined ? { pattern: first } : { pattern: second, name: first };
    return true;
  }),
  header: line((draft, [field, value, ...more]) => {
    const absent = field?.startsWith("!") === true;
    if (field === undefined || more.length > 0 || (value === undefined) !== absent) return false;
    if (value === undefined) draft.header = { ...draft.header, [field.slice(1)]: false };
    else draft.header = { ...draft.header, [field]: [...earlier(draft, field), value] };
    return true;
  }),
  header_regexp: line((draft, args) => {
    const [pattern, field, name] = [...args].reverse();
    if (pattern === undefined || field === undefined || args.length > 3) return false;
    if (draft.headerRegexp?.some((each) => each.field === field)) return false;
    const regexp = name === undefined ? { field, pattern } : { field, pattern, name };
    draft.headerRegexp = [...(draft.headerRegexp ?? []), regexp];
    return true;
  }),
  query: line((draft, args) => {
    for (const pair of args) {
      const [name = "", ...value] = pair.split("=");
      draft.query = {
        ...draft.query,
        [name]: [...(draft.query?.[name] ?? []), value.join("=")],
      };
    }
    return args.every((pair) => pair.includes("="));
  }),
  protocol: line((draft, [protocol, ...more]) => {
    draft.protocol = protocol;
    return protocol !== undefined && more.length === 0;
  }),
  expression: line((draft, [expression, ...more]) => {
    if (draft.expression !== undefined || more.length > 0) return false;
    draft.expression = expression;
    return expression !== undefined;
  }),
  vars: line((draft, [name, ...values]) => {
    if (name === undefined) return false;
    draft.vars = { ...draft.vars, [name]: [...(draft.vars?.[name] ?? []), ...values] };
    return values.length > 0;
  }),
  vars_regexp: line((draft, args) => {
    const [pattern, variable, name] = [...args].reverse();
    if (pattern === undefined || variable === undefined || args.length > 3) return false;
    if (draft.varsRegexp?.some((each) => each.variable === variable)) return false;
    const regexp = name === undefined ? { variable, pattern } : { variable, pattern, name };
    draft.varsRegexp = [...(draft.varsRegexp ?? []), regexp];
    return true;
  }),
  url_pattern: (draft, { args: [pattern, ...more], block }) => {
    const base = block.find(({ name }) => name === "base_url")?.args[0];
    const ignoreCase = block.some(({ name }) => name === "ignore_case");
    if (pattern === undefined || draft.urlPattern !== undefined) return false;
    draft.urlPattern = {
      pattern: String(pattern),
      ...(base === undefined ? {} : { baseUrl: String(base) }),
      ...(ignoreCase ? { ignoreCase } : {}),
    };
    return more.length === 0 && block.every(({ name }) => /^(base_url|ignore_case)$/.test(name));
  },
  file: (draft, { args, block }) => {
    if (draft.file !== undefined) return false;
    draft.file = fileCondition(args.map(String), block);
    return block.every(({ name }) => FILE_WORDS.includes(name));
  },
};

const FILE_WORDS = ["root", "try_files", "try_policy", "split_path"];

function fileCondition(args: readonly string[], block: readonly Condition[]): Matcher["file"] {
  const found = new Map(block.map(({ name, args: values }) => [name, values.map(String)]));
  const tryFiles = [...args, ...(found.get("try_files") ?? [])];
  return {
    root: found.get("root")?.[0],
    tryFiles: tryFiles.length === 0 ? undefined : tryFiles,
    tryPolicy: found.get("try_policy")?.[0] as TryPolicy | undefined,
    splitPath: found.get("split_path"),
  };
}

function listOf(field: "path" | "host" | "method" | "remoteIp" | "clientIp" | "status"): Read {
  return line((draft, args) => {
    draft[field] = [...(draft[field] ?? []), ...args];
    return args.length > 0;
  });
}

function earlier(draft: Draft, field: string): readonly string[] {
  const values = draft.header?.[field];
  if (values === true) return ["*"];
  return values === undefined || values === false ? [] : values;
}
