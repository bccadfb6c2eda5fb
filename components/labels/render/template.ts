/**
 * Checks a Go template: one that the plugin can't parse or execute costs the whole
 * container its labels.
 */
export function templateProblem(template: string): string | undefined {
  const code = template.replace(STRINGS, '""');
  if (code.trim() === "") return "is an empty template";
  if (/["`\n]/.test(code.replaceAll('""', ""))) return "is a template with an open string";
  if (/\{\{|\}\}|^-|-$/.test(code)) return "is a template with braces or trim marks of its own";
  if (!isBalanced(code)) return "is a template with an open bracket";
  const unknown = [...code.matchAll(CALLED)]
    .map(([, name = ""]) => name)
    .find((name) => !FUNCTIONS.has(name));
  if (unknown !== undefined) return `is a template with "${unknown}", which is no known function`;
  if (/^[\s|]|[|]$/.test(code) && code.includes("|")) return "is a template with a loose |";
  return undefined;
}

const STRINGS = /"(?:\\.|[^"\\\n])*"|`[^`]*`/g;
/** Words that are neither fields, variables nor numbers. */
const CALLED = /(?<![\w.$])([A-Za-z_]\w*)/g;

/** The plugin's own functions, Go's, and those of sprig that make sense in a label. */
const FUNCTIONS: ReadonlySet<string> = new Set(
  `upstreams http https h2c
   and or not len index slice print printf println html js urlquery eq ne lt le gt ge true false nil
   trim trimAll trimPrefix trimSuffix upper lower title replace repeat substr nospace contains
   hasPrefix hasSuffix quote squote cat default empty coalesce ternary first last rest initial
   join splitList sortAlpha toString int add sub mul div mod max min b64enc b64dec sha256sum env
   regexMatch regexFind regexReplaceAll toJson trunc dict get hasKey keys list has uniq without`.split(
    /\s+/,
  ),
);

function isBalanced(code: string): boolean {
  let depth = 0;
  for (const bracket of code.match(/[()]/g) ?? []) {
    depth += bracket === "(" ? 1 : -1;
    if (depth < 0) return false;
  }
  return depth === 0;
}
