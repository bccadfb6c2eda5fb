// Directives as calls of their builders.

import type { Site } from "../../labels";
import { argumentText } from "../../labels/model/argument";
import type { Directive } from "../../labels/model/directive";
import { argumentCode, matcherCode } from "./arguments";
import { sameDirective } from "./canonical";
import { type Code, call, list, object } from "./code";
import { evaluate } from "./evaluate";
import { proxyOptions } from "./proxy-options";

/** The code of a directive: its builder's call where that makes the same, else `directive(…)`. */
export function directiveCode({ order, ...given }: Directive): Code {
  const code = unorderedCode(given);
  return order === undefined ? code : call("inOrder", order, code);
}

function unorderedCode(given: Directive): Code {
  const { matcher, ...bare } = given;
  const inside = NESTED.has(given.name) ? nestedCode(given) : undefined;
  if (inside !== undefined) return inside;
  const built = BUILDERS[given.name]?.(bare) ?? [];
  const code = [...built, plainCode("directive", bare)].find((each) => makes(each, bare));
  const made = code ?? plainCode("orderedDirective", bare);
  return matcher === undefined ? made : call("when", matcherCode(matcher), made);
}

/** The code of a site. */
export function siteCode({ addresses, directives }: Site): Code {
  const names = addresses.map(argumentCode);
  const [only, ...others] = names;
  const address = others.length === 0 && only !== undefined ? only : list(names);
  return call("site", address, ...directives.map(directiveCode));
}

function makes(code: Code, wanted: Directive): boolean {
  try {
    return sameDirective(evaluate(code) as Directive, wanted);
  } catch {
    return false;
  }
}

/** Any directive, by its name. */
function plainCode(
  builder: "directive" | "orderedDirective",
  { name, args, block }: Directive,
): Code {
  const inside = block.map(directiveCode);
  const code = args.map(argumentCode);
  if (inside.length > 0) return call(builder, name, list(code), list(inside));
  return code.length > 0 ? call(builder, name, list(code)) : call(builder, name);
}

/** Directives whose block has directives, and their builders. */
const NESTED: ReadonlyMap<string, string> = new Map([
  ["handle", "handle"],
  ["handle_path", "handlePath"],
  ["route", "route"],
  ["handle_errors", "handleErrors"],
]);

function nestedCode(given: Directive): Code | undefined {
  const { name, matcher, args, block } = given;
  const builder = NESTED.get(name) ?? name;
  const inside = block.map(directiveCode);
  if (block.length === 0) return undefined;
  if (name === "handle_errors") {
    if (matcher !== undefined) return undefined;
    return call(builder, list(args.map(statusCode)), ...inside);
  }
  if (args.length > 0) return undefined;
  const conditions = matcher === undefined ? [] : [matcherCode(matcher)];
  if (name === "handle_path" && typeof conditions[0] !== "string") return undefined;
  return call(builder, ...conditions, ...inside);
}

function statusCode(argument: Directive["args"][number]): Code {
  const text = argumentText(argument);
  return /^\d{3}$/.test(text) ? Number(text) : text;
}

/** The possible codes of a directive without its matcher, the best one first. */
type Builder = (given: Directive) => Code[];

const BUILDERS: Readonly<Record<string, Builder>> = {
  reverse_proxy: (given) => {
    const options = proxyOptions(given);
    if (options === undefined) return [];
    const { to, ...others } = options;
    const alone = Object.values(others).every((each) => each === undefined);
    const target = to ?? list([]);
    return [call("reverseProxy", alone ? target : object(options))];
  },
  forward_auth: ({ args: [to], block }) => {
    const uri = argsIn(block, "uri")?.[0];
    const copied = argsIn(block, "copy_headers")?.map((each) => argumentText(each));
    if (to === undefined || uri === undefined) return [];
    const rest = block.filter(({ name }) => name !== "uri" && name !== "copy_headers");
    const more = proxyOptions({ name: "reverse_proxy", args: [], block: rest });
    if (more === undefined) return [];
    const headers = copied === undefined ? undefined : list(copied);
    return [
      call(
        "forwardAuth",
        object({ to: argumentCode(to), uri: argumentCode(uri), copyHeaders: headers, ...more }),
      ),
    ];
  },
  basic_auth: ({ args: [, realm], block }) => [
    call(
      "basicAuth",
      object(
        Object.fromEntries(block.map(({ name, args: [hash = ""] }) => [name, argumentCode(hash)])),
      ),
      ...(realm === undefined ? [] : [argumentCode(realm)]),
    ),
  ],
  encode: ({ args, block }) => {
    const length = argsIn(block, "minimum_length")?.[0];
    const minimumLength = length === undefined ? undefined : Number(argumentText(length));
    const formats = args.length === 0 ? undefined : list(args.map(argumentCode));
    const options = object({ formats, minimumLength });
    return [options.properties.length === 0 ? call("encode") : call("encode", options)];
  },
  respond: ({ args: [body, status], block }) => {
    const close = block.some(({ name }) => name === "close") ? true : undefined;
    const code = status === undefined ? undefined : statusCode(status);
    const options = object({ status: code, close });
    const more = options.properties.length === 0 ? [] : [options];
    const number = body === undefined ? 200 : statusCode(body);
    return [call("respond", number, ...more), call("respond", argumentCode(body ?? ""), ...more)];
  },
  redir: ({ args: [to = "", status] }) => [
    call("redir", argumentCode(to), ...(status === undefined ? [] : [statusCode(status)])),
  ],
  abort: () => [call("abort")],
  error: ({ args: [message = "", code] }) => [
    call("error", statusCode(message), ...(code === undefined ? [] : [statusCode(code)])),
  ],
  header: (given) => [call("header", headerOptions(given))],
  tls: ({ args }) => [
    call("tls", call("internal")),
    ...(args.length === 2 ? [call("tls", call("files", ...args.map(argumentCode)))] : []),
    ...(args.length === 1
      ? [call("tls", call("acme", object({ email: args[0] && argumentCode(args[0]) })))]
      : []),
  ],
  root: ({ args }) => [call("root", ...args.map(argumentCode))],
  rewrite: ({ args }) => [call("rewrite", ...args.map(argumentCode))],
  uri: ({ args: [kind, ...rest] }) => [
    ...(kind === "strip_prefix" ? [call("stripPrefix", ...rest.map(argumentCode))] : []),
    ...(kind === "strip_suffix" ? [call("stripSuffix", ...rest.map(argumentCode))] : []),
  ],
  file_server: ({ args, block }) => {
    const root = argsIn(block, "root")?.[0];
    const browse = args[0] === "browse" || block.some(({ name }) => name === "browse") || undefined;
    const options = object({ root: root && argumentCode(root), browse });
    return [options.properties.length === 0 ? call("fileServer") : call("fileServer", options)];
  },
  request_body: ({ block }) => {
    const size = argsIn(block, "max_size")?.[0];
    return size === undefined ? [] : [call("requestBody", object({ maxSize: argumentCode(size) }))];
  },
  log: ({ args: [name] }) => [
    call("log"),
    ...(name === undefined ? [] : [call("log", object({ name: argumentCode(name) }))]),
  ],
  php_fastcgi: ({ args, block }) => {
    const root = argsIn(block, "root")?.[0];
    const [to = ""] = args;
    const options = object({ to: argumentCode(to), root: root && argumentCode(root) });
    return [
      root === undefined ? call("phpFastCgi", argumentCode(to)) : call("phpFastCgi", options),
    ];
  },
};

/** The arguments of the first subdirective of a name. */
function argsIn(block: readonly Directive[], name: string): Directive["args"] | undefined {
  return block.find((each) => each.name === name)?.args;
}

function headerOptions({ args, block }: Directive): Code {
  const [field, ...values] = args;
  const own = field === undefined ? [] : [{ name: argumentText(field), args: values, block: [] }];
  const fields: Record<"set" | "add" | "setDefault" | "replace", Record<string, Code>> = {
    ...{ set: {}, add: {}, setDefault: {}, replace: {} },
  };
  const remove: Code[] = [];
  let defer: true | undefined;
  for (const { name, args: given } of [...own, ...block]) {
    const [value = "", second] = given.map(argumentCode);
    if (name === "defer") defer = true;
    else if (name.startsWith("-")) remove.push(name.slice(1));
    else if (name.startsWith("+")) fields.add[name.slice(1)] = value;
    else if (name.startsWith("?")) fields.setDefault[name.slice(1)] = value;
    else if (second !== undefined) fields.replace[name] = list([value, second]);
    else fields.set[name] = value;
  }
  const some = Object.entries(fields).map(([name, values]) => [
    name,
    Object.keys(values).length === 0 ? undefined : object(values),
  ]);
  return object({
    ...Object.fromEntries(some),
    remove: remove.length === 0 ? undefined : list(remove),
    defer,
  });
}
