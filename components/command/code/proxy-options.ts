import { argumentText } from "../../labels/model/argument";
import type { Directive } from "../../labels/model/directive";
import { argumentCode, matcherCode } from "./arguments";
import { type Code, list, object } from "./code";

/** The fields of the builder's options; `undefined` in place of all where one has no field. */
export function proxyOptions({
  args,
  block,
}: Directive): Record<string, Code | undefined> | undefined {
  const groups: Groups = { top: {}, loadBalancing: {}, health: {}, passiveHealth: {} };
  const headers: Record<string, HeaderFields> = {};
  const to = [...args];
  for (const option of block) {
    if (option.name === "to") to.push(...option.args);
    else if (option.name === "header_up") change(headers, "headerUp", option);
    else if (option.name === "header_down") change(headers, "headerDown", option);
    else if (!addOption(groups, option)) return undefined;
  }
  const targets = to.map(argumentCode);
  return {
    to: targets.length === 0 ? undefined : targets.length === 1 ? targets[0] : list(targets),
    loadBalancing: some(groups.loadBalancing),
    health: some(groups.health),
    passiveHealth: some(groups.passiveHealth),
    ...Object.fromEntries(
      Object.entries(headers).map(([name, fields]) => [name, headerCode(fields)]),
    ),
    ...groups.top,
  };
}

type Groups = Record<"top" | "loadBalancing" | "health" | "passiveHealth", Record<string, Code>>;

const NUMBERS = new Set(
  "lb_retries health_port health_passes health_fails max_fails unhealthy_request_count".split(" "),
);
const PASSIVE = new Set(
  "fail_duration max_fails unhealthy_status unhealthy_latency unhealthy_request_count".split(" "),
);
const TOP = new Set(
  `flush_interval request_buffers response_buffers stream_timeout stream_close_delay trusted_proxies
   method rewrite verbose_logs`.split(/\s+/),
);
const LISTS = new Set(["trusted_proxies", "unhealthy_status"]);

function addOption(groups: Groups, option: Directive): boolean {
  const { name, args, block } = option;
  if (name === "lb_retry_match") return addRetries(groups, option);
  if (block.length > 0) return false;
  const [group, key] = placeOf(name);
  if (group === undefined || key === undefined) return false;
  groups[group][key] = LISTS.has(name) ? list(args.map(optionCode(name))) : single(option);
  return true;
}

function single({ name, args: [first] }: Directive): Code {
  return first === undefined ? true : optionCode(name)(first);
}

function placeOf(name: string): [keyof Groups, string] | [] {
  if (name === "lb_policy") return ["loadBalancing", "policy"];
  if (name.startsWith("lb_")) return ["loadBalancing", camel(name.slice(3))];
  if (name.startsWith("health_") && name !== "health_headers") {
    return ["health", camel(name.slice("health_".length))];
  }
  if (PASSIVE.has(name)) return ["passiveHealth", camel(name)];
  return TOP.has(name) ? ["top", camel(name)] : [];
}

function optionCode(name: string) {
  return (argument: Directive["args"][number]): Code => {
    const text = argumentText(argument);
    const isNumber = NUMBERS.has(name) || (/_status$/.test(name) && /^\d+$/.test(text));
    if (isNumber || (name === "flush_interval" && text === "-1")) return Number(text);
    return argumentCode(argument);
  };
}

function addRetries(groups: Groups, { matcher, block }: Directive): boolean {
  const methods = block.find(({ name }) => name === "method");
  if (matcher === undefined && (methods === undefined || block.length > 1)) return false;
  groups.loadBalancing.retryMatch =
    matcher === undefined
      ? object({ method: list((methods?.args ?? []).map(argumentCode)) })
      : matcherCode(matcher);
  return true;
}

type HeaderFields = {
  readonly set: Record<string, Code>;
  readonly add: Record<string, Code>;
  readonly replace: Record<string, Code>;
  readonly remove: Code[];
};

function change(all: Record<string, HeaderFields>, key: string, { args }: Directive): void {
  const fields = all[key] ?? { set: {}, add: {}, replace: {}, remove: [] };
  all[key] = fields;
  const [field = "", value, put] = args;
  const name = argumentText(field);
  if (name.startsWith("-")) fields.remove.push(name.slice(1));
  else if (put !== undefined) fields.replace[name] = list([value ?? "", put].map(argumentCode));
  else if (name.startsWith("+")) fields.add[name.slice(1)] = argumentCode(value ?? "");
  else fields.set[name] = argumentCode(value ?? "");
}

function headerCode({ set, add, replace, remove }: HeaderFields): Code {
  return object({
    set: some(set),
    add: some(add),
    replace: some(replace),
    remove: remove.length === 0 ? undefined : list(remove),
  });
}

function some(fields: Record<string, Code>): Code | undefined {
  return Object.keys(fields).length === 0 ? undefined : object(fields);
}

/** The name of a field: `maxSize` of `max_size`. */
function camel(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
