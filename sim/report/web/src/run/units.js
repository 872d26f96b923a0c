// A heat map: how busy each unit is, by kind of operator.
import { kUnits, busySeconds, unitsInUse } from "../lib/busy.js";
import { of, sum } from "../data.js";
import { h, scrolling, section } from "../lib/dom.js";
import { percent, seconds } from "../lib/format.js";

const kExplanation = "Each cell is the share of that kind's time in which the unit is busy; the stronger its colour, the busier. A " +
  "row with one strong cell is bound by that unit; a pale row waits. Idle cores have no work while others still do.";
const kKinds = 14;

export function units({ machine }, operators) {
  const columns = unitsInUse(operators, machine);
  const rows = kindsOf(operators);
  if (rows.length === 0 || columns.length === 0) return null;
  const cores = machine.cores > 1;
  const table = h("table", { class: "heat" },
    h("caption", { class: "for-readers" }, "Utilization of each unit by kind of operator"),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Kind"), h("th", { scope: "col", class: "number" }, "Time"),
      columns.map((unit) => h("th", { scope: "col", title: unit.says }, unit.title)), cores ? h("th", { scope: "col" }, "Idle cores") : null)),
    h("tbody", {}, rows.map((row) => h("tr", {}, h("th", { scope: "row" }, row.kind), h("td", { class: "number" }, seconds(row.seconds)),
      columns.map((unit) => cell(shareOf(row, machine, unit.key), unit.key)), cores ? cell(idleShare(row, machine), "latency") : null))));
  return section("units", "How busy the machine is", kExplanation,
    scrolling("Utilization of each unit", table));
}

function kindsOf(operators) {
  const kinds = new Map();
  for (const { row } of operators) {
    const found = kinds.get(row.kind) ?? { kind: row.kind, rows: [], seconds: 0 };
    found.rows.push(row);
    found.seconds += row.seconds;
    kinds.set(row.kind, found);
  }
  const sorted = [...kinds.values()].sort((a, b) => b.seconds - a.seconds);
  const all = { kind: "the whole run", rows: operators.map(({ row }) => row), seconds: sum(sorted.map((kind) => kind.seconds)) };
  return operators.length ? [all, ...sorted.slice(0, kKinds)] : [];
}

const shareOf = ({ rows, seconds: whole }, machine, key) =>
  whole > 0 ? Math.min(1, sum(rows.map((row) => busySeconds(row, machine)[key])) / whole) : 0;

function idleShare({ rows }, machine) {
  const cycles = sum(rows.map((row) => row.cycles)) * machine.cores;
  return cycles > 0 ? Math.min(1, sum(rows.map((row) => of(row, "core_idle_cycles"))) / cycles) : 0;
}

const kStrongest = 55;  // percent, so that the text stays readable

function cell(share, key) {
  const strength = Math.round(kStrongest * share);
  return h("td", { style: { background: `color-mix(in srgb, var(--${key}) ${strength}%, transparent)` } }, percent(share));
}


