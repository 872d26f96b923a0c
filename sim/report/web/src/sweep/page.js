// The page of a sweep.
import { h, scrolling, section, table } from "../lib/dom.js";
import { counted, integer } from "../lib/format.js";
import { formatOf, tableOf } from "./columns.js";
import { Filter } from "./filter.js";
import { parallel } from "./parallel.js";
import { scatter } from "./scatter.js";

function overview({ columns }) {
  const kinds = [{ title: "Column" }, { title: "Different values", number: true }, { title: "Least", number: true }, { title: "Most", number: true }];
  return section("columns", "What varies", "Columns that have the same value in every design are left out everywhere on this page.",
    scrolling("Columns", table("Columns", kinds, columns.map((column) => [h("code", {}, column.name), integer(column.distinct),
      column.numeric ? formatOf(column)(column.low) : column.options[0], column.numeric ? formatOf(column)(column.high) : column.options.at(-1)]))));
}

function sentence({ all, done, statuses }) {
  const others = [...statuses].filter(([status]) => status !== "done").map(([status, count]) => `${integer(count)} ${status.replaceAll("_", " ")}`);
  return `${counted(all.length, "design")}, ${integer(done.length)} of them done${others.length ? `; ${others.join(", ")}` : ""}.`;
}

export function sweepPage({ name, table: raw, version }) {
  const model = tableOf(raw);
  const filter = new Filter();
  return {
    title: name.split("/").at(-1),
    subtitle: h("span", {}, "A sweep; page made by ", h("b", {}, "Systole"), ` ${version}`),
    content: [h("p", { class: "lead" }, sentence(model))],
    sections: () => [scatter(model, filter), parallel(model, filter), overview(model)],
  };
}
