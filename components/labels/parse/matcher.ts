import type { Block } from "../caddyfile/block";
import { type Matcher, type MatcherConditions, type TryPolicy, toMatcher } from "../model/matcher";
import { type Reader, texts } from "./argument";

type Draft = { -readonly [Key in keyof Matcher]: Matcher[Key] };

/** The matcher of a definition `@name …` or `@name { … }`. */
export function readDefinition(block: Block, reader: Reader): Matcher {
  return readConditions(block, block.keys.slice(1), reader);
}

/** The matcher of the conditions on a line and in its block. */
function readConditions(block: Block, line: readonly string[], reader: Reader): Matcher {
  const draft: Draft = {};
  const single = line.length === 0 ? [] : [{ order: 0, keys: [...line], children: [] }];
  const onLine = single.map((each) => ({ condition: each, place: block }));
  const below = block.children.map((child) => ({ condition: child, place: child }));
  for (const { condition, place } of [...onLine, ...below]) {
    readCondition(draft, condition, {
      ...reader,
      refuse: (_, reason) => reader.refuse(place, reason),
    });
  }
  return toMatcher(draft as MatcherConditions) ?? {};
}

function readCondition(draft: Draft, block: Block, reader: Reader): void {
  const [name = "", ...tokens] = block.keys;
  if (name === "not") {
    draft.not = [...(draft.not ?? []), readConditions(block, tokens, reader)];
    return;
  }
  const args = texts(tokens, block, reader);
  const read = CONDITIONS[name];
  if (read === undefined)
    reader.refuse(block, `has the matcher ${JSON.stringify(name)}, which has no typed form`);
  else if (!read(draft, args, block))
    reader.refuse(block, `has a ${name} matcher that cannot be read`);
}

/** Reads a condition into a draft; returns whether it could. */
type Read = (draft: Draft, args: readonly string[], block: Block) => boolean;

const CONDITIONS: Readonly<Record<string, Read>> = {
  path: listOf("path"),
  host: listOf("host"),
  method: listOf("method"),
  remote_ip: listOf("remoteIp"),
  client_ip: listOf("clientIp"),
  status: listOf("status"),
  path_regexp: (draft, args) => {
    const [first, second] = args;
    if (first === undefined || args.length > 2 || draft.pathRegexp !== undefined) return false;
    draft.pathRegexp = second === undefined ? { pattern: first } : { pattern: second, name: first };
    return true;
  },
  header: (draft, args) => {
    const [field, value] = args;
    if (field === undefined || args.length > 2) return false;
    if (field.startsWith("!")) draft.header = { ...draft.header, [field.slice(1)]: false };
    else draft.header = { ...draft.header, [field]: [...earlier(draft, field), value ?? "*"] };
    return true;
  },
  header_regexp: (draft, args) => {
    const [pattern, field, name] = [...args].reverse();
    if (pattern === undefined || field === undefined || args.length > 3) return false;
    const regexp = name === undefined ? { field, pattern } : { field, pattern, name };
    draft.headerRegexp = [...(draft.headerRegexp ?? []), regexp];
    return true;
  },
  query: (draft, args) => {
    for (const pair of args) {
      const [name = "", ...value] = pair.split("=");
      draft.query = {
        ...draft.query,
        [name]: [...(draft.query?.[name] ?? []), value.join("=")],
      };
    }
    return args.every((pair) => pair.includes("="));
  },
  protocol: (draft, [protocol, ...more]) => {
    draft.protocol = protocol;
    return protocol !== undefined && more.length === 0;
  },
  expression: (draft, args) => {
    draft.expression = args.join(" ");
    return args.length > 0;
  },
  vars: (draft, [name, ...values]) => {
    if (name === undefined) return false;
    draft.vars = { ...draft.vars, [name]: [...(draft.vars?.[name] ?? []), ...values] };
    return values.length > 0;
  },
  file: (draft, args, block) => {
    draft.file = fileCondition(args, block);
    return block.children.every(({ keys: [name = ""] }) => FILE_WORDS.includes(name));
  },
};

const FILE_WORDS = ["root", "try_files", "try_policy", "split_path"];

function fileCondition(args: readonly string[], block: Block): Matcher["file"] {
  const found = new Map(block.children.map(({ keys: [name = "", ...rest] }) => [name, rest]));
  const tryFiles = [...args, ...(found.get("try_files") ?? [])];
  return {
    root: found.get("root")?.[0],
    tryFiles: tryFiles.length === 0 ? undefined : tryFiles,
    tryPolicy: found.get("try_policy")?.[0] as TryPolicy | undefined,
    splitPath: found.get("split_path"),
  };
}

function listOf(field: "path" | "host" | "method" | "remoteIp" | "clientIp" | "status"): Read {
  return (draft, args) => {
    draft[field] = [...(draft[field] ?? []), ...args];
    return args.length > 0;
  };
}

function earlier(draft: Draft, field: string): readonly string[] {
  const values = draft.header?.[field];
  if (values === true) return ["*"];
  return values === undefined || values === false ? [] : values;
}
