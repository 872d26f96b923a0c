// The columns of a sweep's table: which are numbers, which vary, and what is known about them by name.
import { bytes, plain, seconds } from "../lib/format.js";

const kStatus = "status";
const kBookkeeping = new Set(["number", "status", "message"]);
const kLogRatio = 50;

const isNumber = (text) => text !== "" && Number.isFinite(Number(text));

/** {rows, columns, statuses}: rows that were done, as objects whose numeric columns hold numbers. */
export function tableOf({ columns: names, rows: texts }) {
  const all = texts.map((cells, number) => ({ number, cells: Object.fromEntries(names.map((name, index) => [name, cells[index]])) }));
  const done = names.includes(kStatus) ? all.filter((row) => row.cells[kStatus] === "done") : all;
  const columns = names.filter((name) => !kBookkeeping.has(name)).map((name) => columnOf(name, done)).filter((column) => column.distinct > 1);
  return { all, done: done.map((row) => ({ ...row, values: valuesOf(row, columns) })), columns, statuses: statusesOf(all, names) };
}

function columnOf(name, rows) {
  const texts = rows.map((row) => row.cells[name]).filter((text) => text !== "");
  const numeric = texts.length > 0 && texts.every(isNumber);
  const values = numeric ? texts.map(Number) : [...new Set(texts)].sort();
  const low = numeric ? values.reduce((a, b) => Math.min(a, b)) : 0;
  const high = numeric ? values.reduce((a, b) => Math.max(a, b)) : 0;
  return { name, numeric, low, high, options: numeric ? [] : values, distinct: new Set(texts).size, log: numeric && low > 0 && high / low > kLogRatio };
}

/** A number for every column; a word counts by its place in the alphabet, null where the cell is empty. */
function valuesOf(row, columns) {
  return Object.fromEntries(columns.map((column) => {
    const text = row.cells[column.name];
    return [column.name, text === "" ? null : column.numeric ? Number(text) : column.options.indexOf(text)];
  }));
}

function statusesOf(rows, names) {
  const counts = new Map();
  if (!names.includes(kStatus)) return counts;
  for (const { cells } of rows) counts.set(cells[kStatus], (counts.get(cells[kStatus]) ?? 0) + 1);
  return counts;
}

/** How a column's values are written: with the unit that its name says. */
export function formatOf({ name }) {
  if (/(^|[._])seconds$/.test(name)) return seconds;
  return /(^|[._])bytes$/.test(name) ? bytes : plain;
}

export const cellOf = (column, row) => (column.numeric && row.values[column.name] !== null ? formatOf(column)(row.values[column.name]) : row.cells[column.name]);

/** Whether more is better, judged by the name; the page lets people say otherwise. */
export const moreIsBetter = (name) => /per_s|per_joule|throughput|utilization|performance|tokens|ops_|tpp/i.test(name);

/** The two columns that a first look is likely to be about. */
export function firstLook(columns) {
  const numeric = columns.filter((column) => column.numeric);
  const find = (pattern, not) => numeric.find((column) => pattern.test(column.name) && column !== not);
  const y = find(/seconds$|time|latency|cycles$/i) ?? numeric.at(-1);
  const x = find(/area_mm2|price|energy|power|cost|tpp/i, y) ?? numeric.find((column) => column !== y) ?? y;
  return { x, y };
}
