/** The functions of an expression: those of CEL and its libraries, and Caddy's matchers. */
const FUNCTIONS = words(
  "bool bytes double duration dyn has int matches size string timestamp type uint",
  "client_ip file header header_regexp host method path path_regexp ph protocol query remote_ip tls",
  "url_pattern vars vars_regexp",
);

/** The methods of values, and the macros among them. */
const METHODS = words(
  "all exists exists_one filter map sortBy",
  "charAt contains distinct endsWith flatten format getDate getDayOfMonth getDayOfWeek getDayOfYear",
  "getFullYear getHours getMilliseconds getMinutes getMonth getSeconds indexOf join lastIndexOf",
  "lowerAscii matches replace reverse size slice sort split startsWith substring trim upperAscii",
);

/** Libraries, whose name and a dot stand before a function, and their functions. */
const LIBRARIES: ReadonlySet<string> = words("cel lists math strings");
const LIBRARY_FUNCTIONS = words(
  "abs bind bitAnd bitNot bitOr bitShiftLeft bitShiftRight bitXor ceil floor greatest isFinite isInf",
  "isNaN least quote range round sign sqrt trunc",
);

/** Names with a value of their own: literals, types and the request. */
const VALUES = words("true false null in bool bytes double int list map string type uint req");

/** A name, the dot before it, and the bracket of a call or the dot after it. */
const NAME = /(?:(\.)\s*|(?<!\w))([A-Za-z_]\w*)(?=\s*([(.])?)/g;
/** The variable that a macro declares. */
const DECLARED = /\.(?:all|exists|exists_one|filter|map|sortBy|bind)\(\s*([A-Za-z_]\w*)\s*,/g;

function words(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.join(" ").split(" "));
}

/**
 * A name in an expression that neither CEL nor Caddy declares, for which Caddy would load nothing.
 *
 * @param code the expression, with numbers in place of strings and placeholders.
 */
export function undeclaredName(code: string): string | undefined {
  const variables = new Set([...code.matchAll(DECLARED)].map(([, name = ""]) => name));
  for (const [, dot, name = "", after] of code.matchAll(NAME)) {
    const isCall = after === "(";
    const known =
      dot === "."
        ? !isCall || METHODS.has(name) || LIBRARY_FUNCTIONS.has(name)
        : isCall
          ? FUNCTIONS.has(name)
          : VALUES.has(name) || variables.has(name) || (after === "." && LIBRARIES.has(name));
    if (!known) return name;
  }
  return undefined;
}
