// One form for routings that mean the same to Caddy, to compare them.

import { stable } from "../../labels/matchers/words";
import { argumentText } from "../../labels/model/argument";
import { byName, type Directive, directive, keepsOrder } from "../../labels/model/directive";

/** Subdirectives that have Caddy's own default. */
const CADDY_DEFAULTS: Readonly<Record<string, string>> = {
  health_interval: "30s",
  health_timeout: "5s",
  health_fails: "1",
  health_passes: "1",
};

/**
 * A directive in the form that all with its meaning have: upstreams as arguments, a change of headers in a
 * block, no default.
 */
export function canonical(given: Directive): Directive {
  const block = given.block.map(canonical).filter((each) => !isDefault(given, each));
  const { name, order, matcher, args } = given;
  const made = { ...given, args: [...args], block };
  if (name === "reverse_proxy" || name === "php_fastcgi" || name === "forward_auth") {
    const to = block.filter((each) => each.name === "to").flatMap((each) => each.args);
    made.args = [...args, ...to];
    made.block = block.filter((each) => each.name !== "to");
  }
  if (name === "header" && args.length > 0) {
    const [field = "", ...values] = args;
    made.args = [];
    made.block = [...block, directive(argumentText(field), values)];
  }
  const place = order === undefined ? {} : { order };
  const requests = matcher === undefined ? {} : { matcher };
  const sorted = keepsOrder(given) ? made.block : byName(made.block);
  return { name, ...place, ...requests, args: made.args, block: sorted };
}

function isDefault({ name }: Directive, { name: option, args, block }: Directive): boolean {
  if (!/^(reverse_proxy|php_fastcgi)$/.test(name)) return false;
  return block.length === 0 && args.length === 1 && CADDY_DEFAULTS[option] === args[0];
}

/** Whether two directives mean the same. */
export function sameDirective(one: Directive, other: Directive): boolean {
  return stable(canonical(one)) === stable(canonical(other));
}
