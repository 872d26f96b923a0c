// The same operators on each chip: those that differ most come first.
import { groupsOf, sum } from "../data.js";
import { h, replace, scrolling, section } from "../lib/dom.js";
import { counted, seconds, times } from "../lib/format.js";
import { marker } from "./totals.js";

const kKinds = "How long each kind of operator takes. The factor compares with the first run: above 1 is slower.";
const kOperators = "Operators are matched by name; those whose time differs most come first.";
const kRows = 30;

function timesBy(runs, keyOf) {
  const rows = new Map();
  runs.forEach((run, index) => {
    for (const part of keyOf(run)) {
      const row = rows.get(part.key) ?? { name: part.key, times: runs.map(() => null), bounds: runs.map(() => "") };
      row.times[index] = (row.times[index] ?? 0) + part.seconds;
      row.bounds[index] = part.bound ?? "";
      rows.set(part.key, row);
    }
  });
  return [...rows.values()];
}

const spread = ({ times: list }) => Math.max(...list.map((time) => time ?? 0)) - Math.min(...list.map((time) => time ?? 0));

function cells(row) {
  return row.times.map((time, index) => {
    if (time === null) return h("td", { class: "number" }, "–");
    const factor = index > 0 && row.times[0] > 0 ? time / row.times[0] : null;
    const sub = [factor === null ? null : times(factor), row.bounds[index]].filter(Boolean).join(" · ");
    const colour = factor === null || Math.abs(factor - 1) < 0.005 ? null : factor < 1 ? "var(--better)" : "var(--worse)";
    return h("td", { class: "number" }, seconds(time), sub ? h("div", { class: "sub", style: { color: colour ?? "" } }, sub) : null);
  });
}

function tableOf(caption, runs, rows) {
  return h("table", {}, h("caption", { class: "for-readers" }, caption),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, caption), runs.map((run) => h("th", { scope: "col", class: "number" }, marker(run), " ", run.label)))),
    h("tbody", {}, rows.map((row) => h("tr", {}, h("th", { scope: "row" }, row.name), cells(row)))));
}

export function kinds(runs) {
  const rows = timesBy(runs, (run) => run.operators.map(({ row }) => ({ key: row.kind, seconds: row.seconds })));
  rows.sort((a, b) => sum(b.times.map((time) => time ?? 0)) - sum(a.times.map((time) => time ?? 0)));
  return section("kinds", "By kind of operator", kKinds, scrolling("By kind", tableOf("Kind", runs, rows)));
}

export function operators(runs) {
  const all = timesBy(runs, (run) => groupsOf(run.operators).map((group) =>
    ({ key: group.members.length > 1 ? `${group.name} (${group.members.length})` : group.name, seconds: group.seconds, bound: group.row.bound })));
  if (!all.some((row) => row.times.every((time) => time !== null))) return null;
  all.sort((a, b) => spread(b) - spread(a));
  const holder = scrolling("Operators");
  const said = h("span", { class: "hint", role: "status" });
  const show = (word) => {
    const found = all.filter((row) => row.name.toLowerCase().includes(word));
    replace(holder, tableOf("Operator", runs, found.slice(0, kRows)));
    said.textContent = found.length > kRows ? `the first ${kRows} of ${counted(found.length, "row")}` : counted(found.length, "row");
  };
  show("");
  const search = h("input", { type: "search", placeholder: "part of a name", oninput: (event) => show(event.target.value.toLowerCase()) });
  return section("operators", "Operator by operator", kOperators, h("div", { class: "controls" }, h("label", {}, "Find", search), said), holder);
}
