// The tables of the measurements.
import { figure, ratio } from "../figures.mjs";

/**
 * @typedef {{ perSecond: number, p50: number, p99: number, cpu: number, memory: number }} Taken
 * @typedef {{ way: string, cell: { protocol: string, body: string, connections: number }, taken: Taken[] }} Row
 */

const OURS = "ours";
const BY_HAND = "Caddyfile by hand";

/** @param {Row} row @param {keyof Taken} key */
const values = ({ taken }, key) => figure(taken.map((each) => each[key]));

/** @param {Row} row */
const measured = (row) => [
  values(row, "perSecond"),
  values(row, "p50"),
  values(row, "p99"),
  values(row, "cpu"),
  values(row, "memory"),
];

const COLUMNS = ["requests a second", "p50, ms", "p99, ms", "CPU a request, µs", "memory, MB"];

/**
 * Ours against each peer, and a table with all figures for each protocol and body.
 * @param {Row[]} rows
 * @returns {import("../bench.mjs").Table[]}
 */
export function proxyTables(rows) {
  const key = ({ cell }) => `${cell.protocol}, ${cell.body}`;
  const names = [...new Set(rows.map(({ way }) => way))];
  const others = names.filter((name) => name !== OURS);
  const ours = rows.filter(({ way }) => way === OURS);
  const against = ours.map((own) => {
    const find = (name) => rows.find(({ way, cell }) => way === name && cell === own.cell);
    const compared = (what) => (name) => {
      const other = find(name);
      return other ? ratio(values(own, what), values(other, what)) : null;
    };
    const cpu = [BY_HAND, "Traefik"].map(compared("cpu"));
    return [key(own), own.cell.connections, ...others.map(compared("perSecond")), ...cpu];
  });
  const summary = {
    title: "Ours as a ratio: requests a second, and CPU a request",
    columns: ["requests", "connections", ...others, "CPU: by hand", "CPU: Traefik"],
    rows: against,
  };
  const details = [...new Set(rows.map(key))].map((group) => ({
    title: `Over TLS: ${group}`,
    columns: ["connections", "through", ...COLUMNS],
    rows: rows
      .filter((row) => key(row) === group)
      .map((row) => [row.cell.connections, row.way, ...measured(row)]),
  }));
  return [summary, ...details];
}

/**
 * What each feature of ours costs, beside the same service without it.
 * @param {Row[]} rows the first without a feature
 * @returns {import("../bench.mjs").Table}
 */
export function featureTable(rows) {
  const [plain] = rows;
  return {
    title: "Features of ours: http/1.1, 100 bytes, 32 connections",
    columns: ["with", ...COLUMNS, "requests a second / without", "CPU a request / without"],
    rows: rows.map((row) => [
      row === plain ? "the defaults" : row.way,
      ...measured(row),
      ratio(values(row, "perSecond"), plain && values(plain, "perSecond")),
      ratio(values(row, "cpu"), plain && values(plain, "cpu")),
    ]),
  };
}
