/** Text of HTML that is safe between tags and in attributes with quotes. */
export class Html {
  constructor(readonly text: string) {}
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

type Part = string | number | Html | undefined | readonly Html[];

/** Escapes each value in a template, unless it is HTML itself; leaves out what is undefined. */
export function html(texts: TemplateStringsArray, ...values: readonly Part[]): Html {
  const parts = texts.map((text, index) => text + escaped(values[index]));
  return new Html(parts.join(""));
}

function escaped(part: Part): string {
  if (part === undefined) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map(({ text }) => text).join("");
  return String(part).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? "");
}
