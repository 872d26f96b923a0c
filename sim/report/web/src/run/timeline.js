// The run in time on a canvas: the operators one after the other, and how busy each unit is meanwhile.
import { scaleLinear } from "d3-scale";
import { h, numbersBehind, section } from "../lib/dom.js";
import { percent, seconds } from "../lib/format.js";
import { onColourChange, onWidth } from "../lib/theme.js";
import { hideTooltip, showTooltip } from "../lib/tooltip.js";
import { keepInside, zoomable } from "../lib/zoom.js";
import { busyShares } from "../lib/busy.js";
import { shapeOf } from "../data.js";
import { boundLegend } from "./legend.js";
import { paint, sizeOf } from "./timeline_canvas.js";
import { indexAt, shareBetween, timelineOf } from "./timeline_data.js";

const kExplanation = "Time runs to the right. The upper band shows the operators, coloured by what bounds them; below, " +
  "the height of each band is the share of the time in which that unit is busy. Gaps that all units share are time in " +
  "which nothing is used well.";
const kFewPixels = 12;  // an operator can be seen when it is this wide at the closest zoom
const kMostZoom = 1e7;
const kPortions = 20;

export function timeline(page, operators) {
  const { machine } = page.result;
  if (operators.length === 0 || operators.at(-1).start + operators.at(-1).row.seconds <= 0) return null;
  const model = timelineOf(operators, machine);
  const holder = h("div", { class: "chart" });
  drawInto(holder, model, machine);
  return section("timeline", "The run in time", kExplanation, boundLegend(operators.map((op) => op.row)), holder, traceLink(page), numbers(model));
}

/** The trace with every command is a file of its own, which Perfetto opens. */
function traceLink({ timeline: file }) {
  if (!file) return null;
  return h("p", {}, "Every command of every queue stands in ", h("a", { href: encodeURI(file) }, file), ": open it in ",
    h("a", { href: "https://ui.perfetto.dev", rel: "noreferrer" }, "Perfetto"), ".");
}

function numbers(model) {
  const columns = [{ title: "Part of the run" }, ...model.units.map((unit) => ({ title: `${unit.title} busy`, number: true }))];
  const rows = Array.from({ length: kPortions }, (_, index) => {
    const from = (model.end * index) / kPortions;
    const to = (model.end * (index + 1)) / kPortions;
    return [`${seconds(from)} to ${seconds(to)}`, ...model.units.map(({ key }) => percent(shareBetween(model, model.busy[key], from, to)))];
  });
  return numbersBehind("How busy each unit is over the run", columns, rows);
}

function mostZoom(model) {
  const shortest = model.operators.reduce((least, { row }) => (row.seconds > 0 ? Math.min(least, row.seconds) : least), model.end);
  return Math.min(kMostZoom, Math.max(2, (kFewPixels * model.end) / (shortest * 300)));
}

function drawInto(holder, model, machine) {
  const canvas = h("canvas", { tabindex: 0, role: "img", "aria-label": `Timeline of ${model.operators.length} operators over ${seconds(model.end)}; the numbers follow below` });
  let transform = null;
  let width = 0;
  let waiting = false;
  const scale = () => {
    const whole = scaleLinear([0, model.end], [0, width]);
    return transform ? transform.rescaleX(whole) : whole;
  };
  const render = () => {
    waiting = false;
    if (width > 0) paint(canvas, model, scale(), width);
  };
  const soon = () => {
    if (!waiting) requestAnimationFrame(render);
    waiting = true;
  };
  const { behaviour, controls } = zoomable(canvas, mostZoom(model), (moved) => {
    transform = moved;
    hideTooltip();
    soon();
  });
  onWidth(holder, (now) => {
    width = now;
    keepInside(behaviour, width, sizeOf(model).height);
    render();
  });
  onColourChange(render);
  hovers(canvas, model, machine, scale);
  holder.append(canvas, controls);
}

function hovers(canvas, model, machine, scale) {
  canvas.addEventListener("pointermove", (event) => {
    const time = scale().invert(event.offsetX);
    const op = model.operators[indexAt(model, Math.min(Math.max(0, time), model.end))];
    const shares = busyShares(op.row, machine);
    showTooltip(event.clientX, event.clientY, op.name, [
      [op.row.kind, shapeOf(op.row)],
      ["starts at", seconds(op.start)],
      ["takes", `${seconds(op.row.seconds)}, ${percent(op.row.seconds / model.end)} of the run`],
      ["bound by", op.row.bound],
      ...model.units.map(({ key, title }) => [`${title} busy`, percent(shares[key])]),
    ]);
  });
  canvas.addEventListener("pointerleave", hideTooltip);
}
