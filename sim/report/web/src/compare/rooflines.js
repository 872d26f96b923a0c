// The roofs of several chips in one chart, with the operators of each run.
import { scaleLog } from "d3-scale";
import { shapeOf } from "../data.js";
import { bottomAxis, leftAxis, logTicks, spread } from "../lib/axes.js";
import { h, numbersBehind, replace, s, section } from "../lib/dom.js";
import { bandwidth, count, percent, rate, seconds } from "../lib/format.js";
import { onWidth } from "../lib/theme.js";
import { explains } from "../lib/tooltip.js";
import { bandwidthOf, peaksOf, pointsOf } from "../run/roofline_data.js";
import { seriesColour } from "./labels.js";
import { marker } from "./totals.js";

const kExplanation = "Each run has a roof in its colour, from its DRAM bandwidth and its matrix units' peak, and a dot for " +
  "each operator. A dot that moves right meets fewer DRAM bytes; one that moves up is faster.";
const kMost = 300;
const kTickRoom = 42;

function modelOf(run) {
  const { machine } = run.result;
  return { run, points: pointsOf("dram", run.operators).points.slice(0, kMost), peak: peaksOf(run.operators, machine)[0], slope: bandwidthOf("dram", run.operators, machine) };
}

export function rooflines(runs) {
  const models = runs.map(modelOf).filter((model) => model.points.length > 0 && model.slope > 0);
  if (models.length === 0) return null;
  const svg = s("svg", { role: "group", "aria-label": "Rooflines; the roofs follow as a table" });
  const holder = h("div", { class: "chart" }, svg);
  onWidth(holder, (width) => draw(svg, models, width));
  const columns = [{ title: "Run" }, { title: "Peak", number: true }, { title: "DRAM", number: true }, { title: "Ridge, op/B", number: true }, { title: "Reaches", number: true }];
  return section("roofline", "Rooflines", kExplanation, h("ul", { class: "legend" }, models.map(({ run }) => h("li", {}, marker(run), run.label))), holder,
    numbersBehind("Roofs", columns, models.map(({ run, peak, slope }) => [run.label, rate(peak), bandwidth(slope), count(peak / slope), rate(run.result.totals.ops_per_second)])));
}

function draw(svg, models, width) {
  const size = { height: 430, left: 56, right: 12, top: 28, bottom: 46 };
  const xs = models.flatMap((model) => [model.peak / model.slope, ...model.points.map((point) => point.x)]);
  const ys = models.flatMap((model) => [model.peak, ...model.points.map((point) => point.y)]);
  const x = scaleLog([Math.min(...xs) * 0.5, Math.max(...xs) * 3], [size.left, width - size.right]);
  const y = scaleLog([Math.min(...ys) * 0.5, Math.max(...ys) * 2], [size.height - size.bottom, size.top]);
  svg.setAttribute("viewBox", `0 0 ${width} ${size.height}`);
  svg.setAttribute("height", size.height);
  replace(svg, bottomAxis(x, spread(logTicks(x), x, kTickRoom), { top: size.top, bottom: size.height - size.bottom, format: count, title: "operations per byte of DRAM" }),
    leftAxis(y, logTicks(y), { left: size.left, right: width - size.right, format: count, title: "operations per second" }),
    models.map((model) => [roof(model, x, y), model.points.map((point) => dot(model, point, x, y))]));
}

function roof({ run, peak, slope }, x, y) {
  const [low, high] = x.domain();
  const start = Math.max(low, y.domain()[0] / slope);
  return s("path", { class: "roof", style: { stroke: seriesColour(run.index) }, d: `M${x(start)},${y(start * slope)}L${x(peak / slope)},${y(peak)}H${x(high)}` });
}

function dot({ run, peak, slope }, point, x, y) {
  const name = point.names.length > 1 ? `${point.names[0]} and ${point.names.length - 1} like it` : point.names[0];
  return explains(s("circle", { class: "point", cx: x(point.x), cy: y(point.y), r: 5, fill: seriesColour(run.index) }), () => [name, [
    ["run", run.label], [point.row.kind, shapeOf(point.row)], ["reaches", rate(point.y)], ["of its roof", percent(point.y / Math.min(peak, point.x * slope))],
    ["takes", seconds(point.row.seconds)], ["bound by", point.row.bound]]]);
}
