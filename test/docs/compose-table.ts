import { COMPOSE_KEYS, type KeyPlace } from "../../components/command/compose/keys";

/** The table of docs/services.md. */
export function composeTable(): string {
  const rows = COMPOSE_KEYS.map(([key, place]) => `| \`${key}\` | ${described(place)} |`);
  return ["| compose | here |", "|---|---|", ...rows, ""].join("\n");
}

function described(place: KeyPlace): string {
  if ("refused" in place) return `refused: ${place.refused}`;
  if ("instead" in place) return `not for here: ${place.instead}`;
  const { argument: name, note } = place;
  return note === undefined ? `\`${name}\`` : `\`${name}\`: ${note}`;
}
