// Parallel coordinates: one line per design through one axis per column. Dragging along an axis keeps a range.
import { scaleLinear, scaleLog } from "d3-scale";
import { h, replace, s, section } from "../lib/dom.js";
import { counted, integer, plain } from "../lib/format.js";
import { colour, onColourChange, onWidth } from "../lib/theme.js";
import { firstLook, formatOf } from "./columns.js";
import { rampColour } from "./ramp.js";

const kExplanation = "Each line is one design; where it crosses an axis stands its value. Drag along an axis to keep only the " +
  "designs in that range (a click clears it): the others fade, here and above.";
const kMostAxes = 12;
const kHeight = 340;
const kTop = 58;
const kBottom = 18;
const kPerAxis = 92;
const kMargin = 58;
const kLongest = 16;  // letters of a title
const kFewPixels = 4;

export function parallel(model, filter) {
  const columns = model.columns.slice(0, kMostAxes);
  if (columns.length < 2 || model.done.length === 0) return null;
  const view = { canvas: h("canvas", { role: "img", "aria-label": `Parallel coordinates of ${columns.length} columns; the fields below set the ranges` }), svg: s("svg", { class: "over hand" }) };
  const holder = h("div", { class: "chart layered" }, view.canvas, view.svg);
  const said = h("span", { class: "hint", role: "status" });
  let width = 0;
  const redraw = () => {
    if (width === 0) return;
    draw(view, { model, columns, filter, width });
    said.textContent = `${integer(filter.kept(model.done).length)} of ${counted(model.done.length, "design")} kept`;
  };
  onWidth(holder, (now) => {
    width = Math.max(now, columns.length * kPerAxis);
    redraw();
  });
  onColourChange(redraw);
  filter.watch(redraw);
  const left = model.columns.length - columns.length;
  return section("parallel", "All columns at once", kExplanation,
    h("div", { class: "controls" }, h("button", { type: "button", onclick: () => filter.clear() }, "Keep all"), said),
    h("div", { class: "sideways", tabindex: 0, role: "region", "aria-label": "Parallel coordinates" }, holder),
    left > 0 ? h("p", { class: "hint" }, `${counted(left, "more column")} found no room here; the table has them.`) : null, fields(columns, filter));
}

function axisOf(column) {
  const range = [kHeight - kBottom, kTop];
  if (!column.numeric) return scaleLinear([0, Math.max(1, column.options.length - 1)], range);
  if (column.log) return scaleLog([column.low, column.high], range);
  return scaleLinear([column.low, column.high], range);
}

function draw(view, { model, columns, filter, width }) {
  const gap = (width - 2 * kMargin) / (columns.length - 1);
  const axes = columns.map((column, index) => ({ column, x: kMargin + index * gap, y: axisOf(column) }));
  paintLines(view.canvas, { model, axes, filter, width });
  view.svg.setAttribute("viewBox", `0 0 ${width} ${kHeight}`);
  view.svg.setAttribute("height", kHeight);
  view.svg.style.width = view.canvas.style.width = `${width}px`;
  replace(view.svg, axes.map((axis, index) => axisParts(axis, index, filter)));
}

function paintLines(canvas, { model, axes, filter, width }) {
  const ratio = devicePixelRatio || 1;
  canvas.width = width * ratio;
  canvas.height = kHeight * ratio;
  canvas.style.height = `${kHeight}px`;
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  const kept = new Set(filter.kept(model.done));
  const colourOf = rampColour(firstLook(model.columns).y);
  const alpha = Math.max(0.06, Math.min(0.8, 60 / kept.size));
  const line = (row, style, opacity) => {
    context.strokeStyle = style;
    context.globalAlpha = opacity;
    context.beginPath();
    for (const { column, x, y } of axes) {
      const value = row.values[column.name];
      if (value !== null) context.lineTo(x, y(value));
    }
    context.stroke();
  };
  const faded = colour("line");
  if (kept.size < model.done.length) for (const row of model.done) if (!kept.has(row)) line(row, faded, Math.min(0.4, 200 / model.done.length));
  for (const row of kept) line(row, colourOf(row), alpha);
}

function axisParts({ column, x, y }, index, filter) {
  const [bottom, top] = y.range();
  const end = (value) => (column.numeric ? formatOf(column)(value) : column.options[value]);
  const [low, high] = column.numeric ? [column.low, column.high] : [0, column.options.length - 1];
  const range = filter.range(column.name);
  const last = column.name.split(".").at(-1);
  const title = last.length > kLongest ? `${last.slice(0, kLongest)}…` : last;
  return s("g", { class: "parallel-axis" },
    s("line", { x1: x, x2: x, y1: top, y2: bottom, stroke: "var(--soft)" }),
    s("text", { class: "halo", x, y: top - 38 + (index % 2) * 13, "text-anchor": "middle", "font-weight": 600 }, title, s("title", {}, column.name)),
    s("text", { class: "halo axis", x, y: top - 8, "text-anchor": "middle" }, end(high)),
    s("text", { class: "halo axis", x, y: bottom + 14, "text-anchor": "middle" }, end(low)),
    range ? s("rect", { class: "kept", x: x - 6, width: 12, y: y(Math.min(range[1], high)), height: Math.max(3, y(Math.max(range[0], low)) - y(Math.min(range[1], high))) }) : null,
    grip(column, x, y, filter));
}

/** The part of an axis that takes a drag. */
function grip(column, x, y, filter) {
  const [bottom, top] = y.range();
  const area = s("rect", { class: "grip", x: x - 14, width: 28, y: top - 4, height: bottom - top + 8 });
  let from = null;
  const at = (event) => {
    const box = area.ownerSVGElement.getBoundingClientRect();
    return Math.min(bottom, Math.max(top, event.clientY - box.top));
  };
  area.addEventListener("pointerdown", (event) => {
    from = at(event);
    const ended = (up) => {
      const to = at(up);
      filter.set(column.name, Math.abs(to - from) < kFewPixels ? null : [y.invert(Math.max(from, to)), y.invert(Math.min(from, to))]);
    };
    addEventListener("pointerup", ended, { once: true });
  });
  return area;
}

/** The same ranges for a keyboard. */
function fields(columns, filter) {
  const field = (column, side) => h("input", {
    type: "number", step: "any", "aria-label": `${side} ${column.name}`, placeholder: side === "least" ? plain(column.low) : plain(column.high),
    oninput: (event) => {
      const [low, high] = filter.range(column.name) ?? [-Infinity, Infinity];
      const value = event.target.value === "" ? null : Number(event.target.value);
      filter.set(column.name, side === "least" ? [value ?? -Infinity, high] : [low, value ?? Infinity]);
    },
  });
  return h("details", {}, h("summary", {}, "Ranges as numbers"), h("div", { class: "ranges" }, columns.filter((column) => column.numeric).map((column) =>
    h("fieldset", {}, h("legend", {}, column.name), field(column, "least"), " to ", field(column, "most")))));
}
