// The operators as a table: what each takes, why, and where its cycles went. Sorted and filtered here.
import { categoryOf, groupsOf, kCategories, largest, of, shapeOf, sum, total } from "../data.js";
import { h, replace, scrolling, section } from "../lib/dom.js";
import { bytes, counted, integer, percent, seconds } from "../lib/format.js";
import { boundsOf as intervalOf } from "./summary.js";
import { sharesOf, stack, swatch, wordsOf } from "./cycles.js";

const kExplanation = "Each bar is as long as the operator's share of the longest one, and is coloured by where its " +
  "cycles went. Operators that repeat, like the layers of a model, are one row unless you ask for each.";
const kRows = 40;

const kColumns = [
  { key: "name", title: "Operator", value: (group) => group.name },
  { key: "times", title: "Times", number: true, value: (group) => group.members.length },
  { key: "seconds", title: "Time", number: true, value: (group) => group.seconds },
  { key: "share", title: "Share", number: true, value: (group) => group.seconds },
  { key: "bar", title: "Where its cycles went", value: (group) => group.seconds },
  { key: "stalls", title: "Stalls", number: true, value: (group) => total(group, "stall_cycles") / (group.cycles || 1) },
  { key: "utilization", title: "Compute util.", number: true, value: (group) => utilization(group) },
  { key: "dram", title: "DRAM", number: true, value: (group) => total(group, "dram_bytes") },
  { key: "measured", title: "Sim. / measured", number: true, value: (group) => ratio(group) ?? -1 },
  { key: "bound", title: "Bound by", value: (group) => boundsOf(group) },
];

function utilization(group) {
  const peak = sum(group.members.map(({ row }) => row.cycles * of(row, "peak_macs_per_cycle")));
  return peak > 0 ? total(group, "useful_macs") / peak : 0;
}

function ratio(group) {
  const measured = group.members.filter(({ row }) => row.measured_seconds > 0);
  return measured.length ? sum(measured.map(({ row }) => row.seconds)) / sum(measured.map(({ row }) => row.measured_seconds)) : null;
}

const boundsOf = (group) => [...new Set(group.members.map(({ row }) => row.bound))].join(", ");
const alone = (operators) => operators.map((op) => ({ name: op.name, row: op.row, members: [op], seconds: op.row.seconds, cycles: op.row.cycles }));

function timeOf(group) {
  const interval = group.members.length === 1 ? intervalOf(group.row.error_bar) ?? intervalOf(group.members[0].interval) : null;
  return interval ? h("span", {}, seconds(group.seconds), h("div", { class: "sub" }, `${seconds(interval.low)} to ${seconds(interval.high)}`))
    : seconds(group.seconds);
}

/** Cells by the key of their column. */
function cellsOf(group, { longest, whole }) {
  const { row } = group;
  const parts = sharesOf((name) => sum(group.members.map((op) => categoryOf(op.row, name))), group.cycles);
  const simulatedOverMeasured = ratio(group);
  return {
    name: h("span", {}, group.name, h("div", { class: "sub" }, [row.kind, shapeOf(row)].filter(Boolean).join(" · "))),
    times: integer(group.members.length), seconds: timeOf(group), share: percent(whole > 0 ? group.seconds / whole : 0),
    bar: stack(parts, { width: longest > 0 ? group.seconds / longest : 0 }),
    stalls: percent(total(group, "stall_cycles") / (group.cycles || 1)),
    utilization: row.useful_macs > 0 ? percent(utilization(group)) : "–",
    dram: bytes(total(group, "dram_bytes")),
    measured: simulatedOverMeasured === null ? "–" : simulatedOverMeasured.toFixed(2), bound: boundsOf(group),
  };
}

function sorted(groups, { key, down }) {
  const { value } = kColumns.find((column) => column.key === key);
  const order = (a, b) => (typeof value(a) === "string" ? value(a).localeCompare(value(b)) : value(a) - value(b));
  return [...groups].sort((a, b) => (down ? order(b, a) : order(a, b)));
}

export function operatorTable({ totals }, operators) {
  if (operators.length === 0) return null;
  const measured = operators.some(({ row }) => row.measured_seconds > 0);
  const columns = kColumns.filter((column) => column.key !== "measured" || measured);
  const repeated = groupsOf(operators);
  const state = { groups: repeated, key: "seconds", down: true, word: "", rows: kRows };
  const view = { head: h("tr", {}), body: h("tbody", {}), more: h("div", { class: "controls" }), said: h("span", { class: "hint", role: "status" }) };
  const set = (change) => {
    Object.assign(state, change);
    show(view, columns, state, totals.seconds, set);
  };
  set({});
  return section("operators", "The operators", kExplanation, controls(state, repeated, operators, set, view.said), legend(totals),
    scrolling("Operators", h("table", {}, h("caption", { class: "for-readers" }, "Operators"), h("thead", {}, view.head), view.body)), view.more);
}

function controls(state, repeated, operators, set, said) {
  const search = h("input", { type: "search", placeholder: "part of a name or kind", oninput: (event) => set({ word: event.target.value.toLowerCase(), rows: kRows }) });
  const each = h("input", { type: "checkbox", onchange: (event) => set({ groups: event.target.checked ? alone(operators) : repeated, rows: kRows }) });
  return h("div", { class: "controls" }, h("label", {}, "Find", search),
    repeated.length < operators.length ? h("label", {}, each, "each operator by itself") : null, said);
}

function legend(totals) {
  const used = kCategories.filter((name) => categoryOf(totals, name) > 0);
  return h("ul", { class: "legend", "aria-label": "Colours of the bars" }, used.map((name) => h("li", {}, swatch(name), wordsOf(name))));
}

function show(view, columns, state, whole, set) {
  const found = state.groups.filter((group) => `${group.name} ${group.row.kind}`.toLowerCase().includes(state.word));
  const longest = largest(state.groups.map((group) => group.seconds));
  replace(view.head, columns.map((column) => headOf(column, state, set)));
  replace(view.body, sorted(found, state).slice(0, state.rows).map((group) => {
    const cells = cellsOf(group, { longest, whole });
    return h("tr", {}, columns.map(({ key, number }) =>
      h(key === "name" ? "th" : "td", { scope: key === "name" ? "row" : null, class: number ? "number" : key === "bar" ? "bar" : null }, cells[key])));
  }));
  const rest = found.length - state.rows;
  replace(view.more, rest > 0 ? h("button", { type: "button", onclick: () => set({ rows: state.rows * 4 }) }, `Show more (${integer(rest)} are left)`) : null);
  view.said.textContent = `${counted(found.length, "row")}, ${counted(sum(found.map((group) => group.members.length)), "operator")}`;
}

function headOf(column, state, set) {
  const active = column.key === state.key;
  const sort = () => set({ key: column.key, down: active ? !state.down : column.key !== "name" && column.key !== "bound" });
  return h("th", { scope: "col", class: column.number ? "number" : null, "aria-sort": active ? (state.down ? "descending" : "ascending") : null },
    h("button", { type: "button", onclick: sort }, column.title, active ? (state.down ? " ↓" : " ↑") : ""));
}
